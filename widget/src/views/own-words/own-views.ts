/* The screens of sending and of activity: one leads to the other, so they travel together. */
import '../activity-view/activity-view.ts';
import '../send-view/send-view.ts';
import '../transaction-view/transaction-view.ts';
