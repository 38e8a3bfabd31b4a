// One file, because a server takes longer to start than most of its tests to run.
import './administration/access-sql.js'
import './administration/forgetting.js'
import './administration/migrate.js'
