//! Small parts on native HTML elements. A part knows nothing about the page it stands on.
