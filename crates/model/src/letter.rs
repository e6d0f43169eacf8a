//! The words of an invitation e-mail, with `[placeholders]`.
