import { createTaskRunner, type TaskRunner, type TaskRunnerOptions } from './task-runner.ts';
import { createTaskWindows, type TaskWindowsOptions } from './task-windows.ts';

export type TasksOptions = Omit<TaskRunnerOptions, 'windows'> & TaskWindowsOptions;

/** Everything a person does with the keys themselves; loaded as one piece when the first task begins. */
export function createTasks(options: TasksOptions): TaskRunner {
  return createTaskRunner({ ...options, windows: createTaskWindows(options) });
}
