// Forms whose work takes some seconds: sent once, with the word that it runs. Without a script the server refuses the
// second sending.
'use strict';
{
  const forms = document.querySelectorAll('form[data-waits]');

  const rest = (form, waits) => {
    form.dataset.sent = waits ? '1' : '';
    form.querySelector('[role=status]').textContent = waits ? form.dataset.waits : '';
    form.querySelectorAll('button').forEach(button => {
      button.disabled = waits;
    });
  };

  forms.forEach(form => {
    form.addEventListener('submit', event => {
      if (form.dataset.sent) {
        event.preventDefault();
        return;
      }
      form.dataset.sent = '1';
      // After the browser has gathered what it sends: a disabled button would not be among it.
      setTimeout(() => rest(form, true));
    });
  });

  // Back on the page with the browser's own button, as it was left.
  window.addEventListener('pageshow', event => {
    if (event.persisted) {
      forms.forEach(form => rest(form, false));
    }
  });
}
