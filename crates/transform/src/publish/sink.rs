//! Where the writer's characters go: encoded, in blocks as the reference puts them out.

use crate::encoding::{Codec, Encoder};

/// The outcome of a write; the error is type and text of the exception.
pub(super) type Written = Result<(), String>;

/// Buffered output. Only encodings that lack characters need the buffer's limits, which show in failed files.
pub(super) struct Sink {
    encoder: Encoder,
    is_unicode: bool,
    is_utf8: bool,
    pub(super) bytes: Vec<u8>,
    /// Bytes up to the last time the buffer was emptied.
    flushed: usize,
    /// UTF-16 units in the buffer.
    count: usize,
    /// A character that the encoding lacks where no reference can stand for it, and its place in the buffer.
    lacking: Option<(char, usize)>,
}

/// At this many characters the reference's writer empties its buffer.
const FULL: usize = 6143;

impl Sink {
    pub(super) fn new(codec: Codec) -> Self {
        Self {
            encoder: Encoder::new(codec),
            is_unicode: codec.is_unicode(),
            is_utf8: codec == Codec::Utf8,
            bytes: codec.mark().to_vec(),
            flushed: codec.mark().len(),
            count: 0,
            lacking: None,
        }
    }

    /// Marks and references: put in without a look at the buffer.
    pub(super) fn mark(&mut self, text: &str) {
        for c in text.chars() {
            self.encoder.push(c, &mut self.bytes);
        }
        self.count += text.len();
    }

    fn room(&mut self) -> Written {
        if self.count >= FULL && !self.is_unicode { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Written {
        if let Some((c, index)) = self.lacking {
            return Err(format!(
                "System.Text.EncoderFallbackException: Unable to translate Unicode character {} at index {index} \
                 to specified code page.",
                escaped(c)
            ));
        }
        self.flushed = self.bytes.len();
        self.count = 0;
        Ok(())
    }

    /// One character of a name, value, text or comment.
    fn character(&mut self, c: char, can_be_reference: bool) -> Written {
        self.room()?;
        if !self.encoder.push(c, &mut self.bytes) {
            if can_be_reference {
                let reference = format!("&#x{:X};", u32::from(c));
                for r in reference.chars() {
                    self.encoder.push(r, &mut self.bytes);
                }
            } else if self.lacking.is_none() {
                self.lacking = Some((c, self.count));
            }
        }
        self.count += c.len_utf16();
        Ok(())
    }

    pub(super) fn text(&mut self, text: &str, can_be_reference: bool) -> Written {
        if self.is_utf8 {
            self.bytes.extend_from_slice(text.as_bytes());
            return Ok(());
        }
        text.chars().try_for_each(|c| self.character(c, can_be_reference))
    }

    pub(super) fn finish(&mut self) -> Written {
        self.flush()?;
        self.encoder.finish(&mut self.bytes);
        self.flushed = self.bytes.len();
        Ok(())
    }

    /// What the file holds after an exception: everything that can still be flushed.
    pub(super) fn abandon(&mut self) -> Vec<u8> {
        if self.lacking.is_some() {
            self.bytes.truncate(self.flushed);
        }
        std::mem::take(&mut self.bytes)
    }
}

fn escaped(c: char) -> String {
    // The console shows the backslash of the exception's text twice.
    let mut units = [0u16; 2];
    let shown: Vec<String> = c.encode_utf16(&mut units).iter().map(|u| format!("\\\\u{u:04X}")).collect();
    shown.concat()
}
