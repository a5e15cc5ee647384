/** Settings for a load that is heavier than the bounds on checks and mails allow: what is measured is the rest. */
export const unbounded = {
  ESECURE_MAIL__APPROVAL_REQUESTS_PER_HOUR: '1000000',
  ESECURE_MAIL__REQUEST_RECEIVED_PER_HOUR_PER_ACCOUNT: '1000000',
  ESECURE_CHECKS__PER_KEY_PER_MINUTE: '1000000',
  ESECURE_CHECKS__PER_ACCOUNT_PER_MINUTE: '1000000',
  ESECURE_CHECKS__NEW_REQUESTS_PER_ACCOUNT_PER_HOUR: '1000000',
};
