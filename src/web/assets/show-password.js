// A button that shows what was typed as password. It appears only where scripts run, and the field is a password field
// again when the form is sent, so that browsers keep it as one.
for (const button of document.querySelectorAll('button[data-shows]')) {
  const field = document.getElementById(button.dataset.shows);
  button.hidden = false;
  button.addEventListener('click', () => {
    const shown = field.type === 'password';
    field.type = shown ? 'text' : 'password';
    button.setAttribute('aria-pressed', String(shown));
  });
  field.form.addEventListener('submit', () => {
    field.type = 'password';
    button.setAttribute('aria-pressed', 'false');
  });
}
