//! The remarks of one reading, each once, and not without end.

const MOST: usize = 60;

#[derive(Default)]
pub struct Notes {
    mended: List,
    warnings: List,
}

#[derive(Default)]
struct List {
    sentences: Vec<String>,
    more: usize,
}

impl Notes {
    /// Adds what was odd and how it was read all the same, unless it was said before.
    pub fn say(&mut self, sentence: impl Into<String>) {
        self.mended.add(sentence.into());
    }

    /// Adds what may show when the course is played, unless it was said before.
    pub fn warn(&mut self, sentence: impl Into<String>) {
        self.warnings.add(sentence.into());
    }

    /// What was said, and what was warned of.
    pub fn into_sentences(self) -> (Vec<String>, Vec<String>) {
        (self.mended.into_sentences(), self.warnings.into_sentences())
    }
}

impl List {
    fn add(&mut self, sentence: String) {
        if self.sentences.contains(&sentence) {
            return;
        }
        if self.sentences.len() < MOST {
            self.sentences.push(sentence);
        } else {
            self.more += 1;
        }
    }

    fn into_sentences(mut self) -> Vec<String> {
        if self.more > 0 {
            self.sentences
                .push(format!("And {} more remarks.", self.more));
        }
        self.sentences
    }
}
