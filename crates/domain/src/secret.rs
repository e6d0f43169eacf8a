//! Chance and secrets: ids, tokens, codes, and the key that private links are made with.

use crate::{Error, Result};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use beckon_model::RecipientId;
use hmac::{Hmac, KeyInit, Mac};
use rand::RngExt;
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, Nonce, UnboundKey};
use sha2::{Digest, Sha256};
use std::io::Write;
use std::path::Path;

/// A new id: a UUID version 7 (RFC 9562), so that later ones sort later.
pub fn id<T: From<String>>() -> T {
    T::from(uuid::Uuid::now_v7().simple().to_string())
}

/// A secret of 192 bits for a URL, 32 characters.
pub fn token() -> String {
    let bytes: [u8; 24] = rand::rng().random();
    URL_SAFE_NO_PAD.encode(bytes)
}

/// What is stored of a secret: its SHA-256, in hexadecimal.
pub fn hash(secret: &str) -> String {
    Sha256::digest(secret.as_bytes())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// A code of six digits to be typed from a mail.
pub fn digits() -> String {
    format!("{:06}", rand::rng().random_range(0..1_000_000u32))
}

/// A short text that people can read aloud, without letters that look alike.
pub fn readable(length: usize) -> String {
    const LETTERS: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789";
    let mut rng = rand::rng();
    (0..length)
        .map(|_| char::from(LETTERS[rng.random_range(0..LETTERS.len())]))
        .collect()
}

/// The installation's own key. Private links are made from it on demand and never stored: whoever reads the
/// database alone can't follow one.
#[derive(Clone)]
pub struct Key([u8; 32]);

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(…)")
    }
}

impl Key {
    /// Reads `secret.key` in the data folder, or makes it there, readable by its owner alone.
    pub fn load(data_dir: &Path) -> Result<Self> {
        let path = data_dir.join("secret.key");
        match std::fs::read(&path) {
            Ok(bytes) => Ok(Self(bytes.try_into().map_err(|_| {
                Error::Config(format!("{} must hold exactly 32 bytes.", path.display()))
            })?)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let bytes: [u8; 32] = rand::rng().random();
                let mut options = std::fs::OpenOptions::new();
                options.write(true).create_new(true);
                #[cfg(unix)]
                std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
                let mut file = options.open(&path)?;
                file.write_all(&bytes)?;
                file.sync_all()?;
                Ok(Self(bytes))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// A key for tests.
    pub fn fixed(byte: u8) -> Self {
        Self([byte; 32])
    }

    /// The token of a recipient's private link: the id and a 128-bit HMAC-SHA-256 over it and the link's version,
    /// which is counted up when the old link must stop working.
    pub fn link(&self, recipient: &RecipientId, version: i64) -> String {
        format!(
            "{recipient}-{}",
            URL_SAFE_NO_PAD.encode(&self.mac(recipient, version)[..16])
        )
    }

    /// The recipient that a token names; whether it really is theirs is for [`Key::holds`] to say.
    pub fn recipient_of(token: &str) -> Option<RecipientId> {
        token.split_once('-').map(|(id, _)| RecipientId::from(id))
    }

    /// Whether the token is the recipient's, compared in constant time.
    pub fn holds(&self, token: &str, recipient: &RecipientId, version: i64) -> bool {
        let Some(given) = token
            .split_once('-')
            .and_then(|(_, mac)| URL_SAFE_NO_PAD.decode(mac).ok())
        else {
            return false;
        };
        let right = self.mac(recipient, version);
        given.len() == 16
            && given
                .iter()
                .zip(&right)
                .fold(0, |sum, (a, b)| sum | (a ^ b))
                == 0
    }

    fn mac(&self, recipient: &RecipientId, version: i64) -> [u8; 32] {
        hmac(&self.0, format!("link/{recipient}/{version}").as_bytes())
    }

    /// A secret of 256 bits for one purpose, always the same.
    pub fn secret_for(&self, purpose: &str) -> [u8; 32] {
        hmac(&self.0, purpose.as_bytes())
    }

    /// Makes a text unreadable without this key (ChaCha20-Poly1305, RFC 8439). What it belongs to is bound into it.
    pub fn seal(&self, text: &str, belongs_to: &str) -> Result<String> {
        let nonce: [u8; 12] = rand::rng().random();
        let mut sealed = text.as_bytes().to_vec();
        let (nonce_of, aad) = (Nonce::assume_unique_for_key(nonce), Aad::from(belongs_to));
        let locked = self
            .lock()?
            .seal_in_place_append_tag(nonce_of, aad, &mut sealed);
        locked.map_err(|_| Error::Other("a secret could not be sealed".to_owned()))?;
        Ok(URL_SAFE_NO_PAD.encode([&nonce[..], &sealed].concat()))
    }

    /// Reads what [`Key::seal`] wrote for the same thing.
    ///
    /// # Errors
    /// When it was written with another key or for something else.
    pub fn open(&self, sealed: &str, belongs_to: &str) -> Result<String> {
        let wrong = || {
            Error::Other("a stored secret can't be read with this installation's key".to_owned())
        };
        let bytes = URL_SAFE_NO_PAD.decode(sealed).map_err(|_| wrong())?;
        let (nonce, sealed) = bytes.split_at_checked(12).ok_or_else(wrong)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| wrong())?;
        let mut sealed = sealed.to_vec();
        let opened = self
            .lock()?
            .open_in_place(nonce, Aad::from(belongs_to), &mut sealed)
            .map_err(|_| wrong())?;
        String::from_utf8(opened.to_vec()).map_err(|_| wrong())
    }

    fn lock(&self) -> Result<LessSafeKey> {
        let key = UnboundKey::new(&CHACHA20_POLY1305, &self.secret_for("seal"));
        let key = key.map_err(|_| Error::Other("a key of the wrong length".to_owned()))?;
        Ok(LessSafeKey::new(key))
    }
}

/// HMAC-SHA-256 with a key of 32 bytes.
pub fn hmac(key: &[u8; 32], message: &[u8]) -> [u8; 32] {
    // A key of 32 bytes is shorter than the block of SHA-256 (64), so it is used as it is (RFC 2104 section 2).
    let mut block = [0; 64];
    block[..32].copy_from_slice(key);
    let mut mac = Hmac::<Sha256>::new(&block.into());
    mac.update(message);
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_private_link_is_good_for_its_recipient_and_version_only() {
        let key = Key::fixed(7);
        let (ada, bob) = (RecipientId::from("ada"), RecipientId::from("bob"));
        let token = key.link(&ada, 1);
        assert_eq!(Key::recipient_of(&token), Some(ada.clone()));
        assert!(key.holds(&token, &ada, 1));
        assert!(!key.holds(&token, &ada, 2));
        assert!(!key.holds(&token, &bob, 1));
        assert!(!Key::fixed(8).holds(&token, &ada, 1));
        assert!(!key.holds("ada-", &ada, 1));
        assert!(!key.holds("ada", &ada, 1));
    }

    #[test]
    fn what_is_sealed_is_read_by_the_same_key_for_the_same_thing_only() {
        let key = Key::fixed(7);
        let sealed = key.seal("hunter2", "course/c1").expect("sealed");
        assert!(!sealed.contains("hunter2"));
        assert_ne!(sealed, key.seal("hunter2", "course/c1").expect("sealed"));
        assert_eq!(key.open(&sealed, "course/c1").expect("opened"), "hunter2");
        assert!(key.open(&sealed, "course/c2").is_err());
        assert!(Key::fixed(8).open(&sealed, "course/c1").is_err());
        assert!(key.open("x", "course/c1").is_err());
    }

    #[test]
    fn the_key_is_made_once_and_kept() {
        let folder = tempfile::tempdir().expect("a folder");
        let first = Key::load(folder.path()).expect("made");
        let second = Key::load(folder.path()).expect("read");
        assert_eq!(first.0, second.0);
    }
}
