//! The remarks of one reading, each once, and not without end.

const MOST: usize = 60;

#[derive(Default)]
pub struct Notes {
    sentences: Vec<String>,
    more: usize,
}

impl Notes {
    /// Adds a sentence unless it was said before.
    pub fn say(&mut self, sentence: impl Into<String>) {
        let sentence = sentence.into();
        if self.sentences.contains(&sentence) {
            return;
        }
        if self.sentences.len() < MOST {
            self.sentences.push(sentence);
        } else {
            self.more += 1;
        }
    }

    pub fn into_sentences(mut self) -> Vec<String> {
        if self.more > 0 {
            self.sentences
                .push(format!("And {} more remarks.", self.more));
        }
        self.sentences
    }
}
