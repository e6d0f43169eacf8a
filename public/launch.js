// The page behind a program's link starts the course by itself; without scripts a person presses the button.
document.querySelector("form").requestSubmit();
