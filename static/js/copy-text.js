// Buttons that copy a text; without a script they stay hidden, and the text is marked and copied by hand.
'use strict';
{
  const copy = async text => {
    if (navigator.clipboard) {
      await navigator.clipboard.writeText(text.value);
    } else {
      // Not over https, as on a computer in the office's own network.
      text.select();
      document.execCommand('copy');
    }
  };

  document.querySelectorAll('button[data-copies]').forEach(button => {
    button.hidden = false;
    button.addEventListener('click', async () => {
      await copy(document.getElementById(button.dataset.copies));
      button.parentElement.querySelector('[role=status]').textContent = button.dataset.done;
    });
  });
}
