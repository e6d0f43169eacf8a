//! Prerequisites of SCORM 1.2, `aicc_script`: whether an activity may be entered yet.
//!
//! Source: SCORM 1.2 CAM 2.3.2.5.6. Operators from the weakest: `|`, `&`, `~`; comparisons
//! `ID="status"` and `ID<>"status"`; sets `{A,B}` (all) and `2*{A,B,C}` (at least two);
//! parentheses. An identifier alone asks for completed or passed.

/// How deep parentheses and sets may be nested.
const DEEPEST: usize = 32;

/// Judges a script. `status` tells an activity's `lesson_status`, or nothing of one that the
/// course does not have. A script that cannot be understood, or that names such an activity,
/// gives `None`: it must not lock anybody out.
pub fn hold(script: &str, status: &dyn Fn(&str) -> Option<&'static str>) -> Option<bool> {
    let mut reader = Reader {
        rest: script.trim(),
        depth: 0,
        status,
    };
    if reader.rest.is_empty() {
        return Some(true);
    }
    let result = reader.any()?;
    reader.rest.trim().is_empty().then_some(result)
}

struct Reader<'s> {
    rest: &'s str,
    depth: usize,
    status: &'s dyn Fn(&str) -> Option<&'static str>,
}

impl<'s> Reader<'s> {
    fn take(&mut self, sign: &str) -> bool {
        match self.rest.trim_start().strip_prefix(sign) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn any(&mut self) -> Option<bool> {
        let mut result = self.all()?;
        while self.take("|") {
            result |= self.all()?;
        }
        Some(result)
    }

    fn all(&mut self) -> Option<bool> {
        let mut result = self.one()?;
        while self.take("&") {
            result &= self.one()?;
        }
        Some(result)
    }

    fn one(&mut self) -> Option<bool> {
        let mut not = false;
        while self.take("~") {
            not = !not;
        }
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        let result = if self.take("(") {
            let inner = self.any()?;
            self.take(")").then_some(inner)?
        } else if self.take("{") {
            let (met, all) = self.set()?;
            met == all
        } else {
            self.named()?
        };
        self.depth -= 1;
        Some(result != not)
    }

    /// An identifier with or without a comparison, or the number before a set.
    fn named(&mut self) -> Option<bool> {
        let name = self.word()?;
        if let Ok(least) = name.parse::<usize>()
            && self.take("*")
        {
            return if self.take("{") {
                Some(self.set()?.0 >= least)
            } else {
                None
            };
        }
        let status = (self.status)(name)?;
        let unequal = self.take("<>");
        if unequal || self.take("=") {
            let wanted = self.word()?;
            return Some(is(status, wanted) != unequal);
        }
        Some(matches!(status, "completed" | "passed"))
    }

    /// How many members of a set are met, and how many it has; behind its brace.
    fn set(&mut self) -> Option<(usize, usize)> {
        let (mut met, mut all) = (0, 0);
        loop {
            met += usize::from(self.any()?);
            all += 1;
            if self.take("}") {
                return Some((met, all));
            }
            if !self.take(",") {
                return None;
            }
        }
    }

    /// A word, in quotes or without.
    fn word(&mut self) -> Option<&'s str> {
        let rest = self.rest.trim_start();
        if let Some(quoted) = rest.strip_prefix('"') {
            let (word, rest) = quoted.split_once('"')?;
            self.rest = rest;
            return Some(word.trim());
        }
        let end = rest.find([
            '&', '|', '~', '=', '<', '>', '(', ')', '{', '}', ',', '*', '"',
        ]);
        let (word, rest) = rest.split_at(end.unwrap_or(rest.len()));
        self.rest = rest;
        Some(word.trim()).filter(|word| !word.is_empty())
    }
}

/// Statuses may be given by their first letter, as AICC has it.
fn is(status: &str, wanted: &str) -> bool {
    let wanted = wanted.to_ascii_lowercase();
    wanted == status || (wanted.len() == 1 && status.starts_with(&wanted))
}
