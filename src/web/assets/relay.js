// Sends a relay form on without a click. Where scripts do not run, its button does the same.
document.querySelector('form[data-relay]')?.submit();
