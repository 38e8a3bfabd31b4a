import { ApiFault } from '../api-fault.js'
import type { WebMethods } from '../web-method.js'

/** Methods of jobs. */
export const taskMethods: WebMethods = {
  'async/getTaskResult': {
    run: ({ args, fileUrl, jobs }) => {
      const job = jobs.find(args.required('task_uuid'))
      if (job === undefined) throw new ApiFault('invalid_arg', 'task_uuid is unknown')
      return {
        task_uuid: job.id,
        task_type: job.type,
        status: job.status,
        ...(job.file === undefined ? {} : { file_to_download: fileUrl(job.file) }),
      }
    },
  },
}
