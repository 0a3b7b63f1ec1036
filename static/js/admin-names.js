// Names for what select2 draws: its boxes, search inputs and lists have none of their own,
// so a screen reader would say only "combo box".
'use strict';
{
  const labelOf = select => document.querySelector(`label[for="${CSS.escape(select.id)}"]`);
  const wordsOf = label => label.textContent.replace(/:\s*$/, '').trim();

  const name = select => {
    const box = select.nextElementSibling;
    const label = labelOf(select);
    if (!label || !box || !box.classList.contains('select2-container')) {
      return;
    }
    label.id = label.id || `${select.id}_label`;
    const combobox = box.querySelector('[role=combobox]');
    const shown = box.querySelector('.select2-selection__rendered');
    if (shown && shown.id) {
      shown.removeAttribute('role');
      shown.removeAttribute('aria-readonly');
      combobox.setAttribute('aria-labelledby', `${label.id} ${shown.id}`);
    } else if (combobox) {
      combobox.setAttribute('aria-labelledby', label.id);
      // It holds a button as well as items, so it is no list.
      shown.setAttribute('role', 'none');
    }
    box.querySelectorAll('input').forEach(input => input.setAttribute('aria-label', wordsOf(label)));
  };

  const nameAll = () => document.querySelectorAll('select.admin-autocomplete').forEach(name);

  if (window.django && window.django.jQuery) {
    const $ = window.django.jQuery;
    // Queued behind the handlers that draw the boxes.
    $(() => {
      nameAll();
      document.addEventListener('formset:added', nameAll);
      $(document).on('select2:open', event => {
        const label = labelOf(event.target);
        if (label) {
          document.querySelectorAll('.select2-dropdown input, .select2-dropdown [role=listbox]').forEach(
            part => part.setAttribute('aria-label', wordsOf(label))
          );
        }
      });
    });
  }
}
