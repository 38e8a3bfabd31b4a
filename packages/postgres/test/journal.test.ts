// One file, because a server takes longer to start than most of its tests to run.
import './journal/following.js'
import './journal/lost-answers.js'
import './journal/record.js'
import './journal/verify-journal.js'
