//! What a conforming parser refuses.

use webconfig_text::TextRange;

/// One place at which the text is not XML 1.0 with namespaces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// What is wrong.
    pub kind: SyntaxErrorKind,
    /// Where it is best shown.
    pub range: TextRange,
    /// A second place that explains it: the first of two equal attributes, the end tag that left a child open.
    pub related: Option<TextRange>,
    /// The offset at which a parser that stops at the first error notices; the smallest of a document's errors is
    /// the position that IIS reports.
    pub noticed_at: u32,
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $class:literal,)*) => {
        /// The classes of syntax error.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum SyntaxErrorKind {
            $($(#[$doc])* $name,)*
        }

        impl SyntaxErrorKind {
            /// Every class.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The stable name of the class, used in reports.
            pub const fn class(self) -> &'static str {
                match self { $(Self::$name => $class,)* }
            }
        }
    };
}

kinds! {
    /// No bytes but white space.
    EmptyDocument = "empty-document",
    /// Comments or a declaration, but no element.
    NoRootElement = "no-root-element",
    /// A second element beside the root.
    SecondRootElement = "second-root-element",
    /// Text before or after the root element.
    TextOutsideRoot = "text-outside-root",
    /// A byte order mark after the first one.
    SecondByteOrderMark = "second-byte-order-mark",
    /// A start tag without its end tag.
    UnclosedElement = "unclosed-element",
    /// An end tag that closes nothing.
    StrayEndTag = "stray-end-tag",
    /// An end tag of another name than the element that it should close.
    MismatchedEndTag = "mismatched-end-tag",
    /// A start tag without its `>`.
    UnterminatedTag = "unterminated-tag",
    /// An end tag without its `>`, or without a name.
    UnterminatedEndTag = "unterminated-end-tag",
    /// Something after the name in an end tag.
    JunkInEndTag = "junk-in-end-tag",
    /// An attribute without `=` or without a value.
    AttributeWithoutValue = "attribute-without-value",
    /// A value without quotes.
    UnquotedValue = "unquoted-value",
    /// A value whose closing quote is missing.
    UnclosedQuote = "unclosed-quote",
    /// `<` inside an attribute value.
    LessThanInValue = "less-than-in-value",
    /// Two attributes of one name.
    DuplicateAttribute = "duplicate-attribute",
    /// Two attributes without white space between them.
    MissingSpace = "missing-space",
    /// Characters that cannot stand in a tag.
    JunkInTag = "junk-in-tag",
    /// `&` that begins no reference.
    BareAmpersand = "bare-ampersand",
    /// A reference to an entity that nobody declared.
    UnknownEntity = "unknown-entity",
    /// A character reference to a character that XML forbids, or to none.
    BadCharacterReference = "bad-character-reference",
    /// A character that XML forbids.
    ControlCharacter = "control-character",
    /// A prefix without a namespace.
    UndeclaredPrefix = "undeclared-prefix",
    /// A namespace declaration that the recommendation forbids.
    BadNamespaceDeclaration = "bad-namespace-declaration",
    /// A name with a colon at its begin or end, or with several.
    BadName = "bad-name",
    /// `--` inside a comment.
    DoubleHyphenInComment = "double-hyphen-in-comment",
    /// A comment without `-->`.
    UnterminatedComment = "unterminated-comment",
    /// A CDATA section without `]]>`.
    UnterminatedCData = "unterminated-cdata",
    /// A CDATA section outside the root element.
    CDataOutsideRoot = "cdata-outside-root",
    /// A processing instruction without `?>`.
    UnterminatedInstruction = "unterminated-instruction",
    /// A processing instruction without a target or with the reserved one.
    BadInstruction = "bad-instruction",
    /// An XML declaration that is not the first thing in the file.
    MisplacedDeclaration = "misplaced-declaration",
    /// An XML declaration with wrong content.
    BadDeclaration = "bad-declaration",
    /// A DOCTYPE after the root element or a second one.
    MisplacedDoctype = "misplaced-doctype",
    /// A DOCTYPE that is not well formed.
    BadDoctype = "bad-doctype",
    /// `]]>` in text.
    CDataEndInText = "cdata-end-in-text",
    /// `<` that begins no markup.
    BareLessThan = "bare-less-than",
    /// `<!` that begins no comment, CDATA section or DOCTYPE.
    BogusMarkup = "bogus-markup",
    /// The marker of an unresolved merge conflict.
    MergeConflict = "merge-conflict",
}
