//! Headers of Windows programs: for which processor, managed or native.

use object::LittleEndian as LE;
use object::pe::{
    IMAGE_DIRECTORY_ENTRY_COM_DESCRIPTOR, IMAGE_FILE_DLL, IMAGE_FILE_MACHINE_AMD64, IMAGE_FILE_MACHINE_ARM64,
    IMAGE_FILE_MACHINE_I386, ImageDosHeader, ImageNtHeaders32, ImageNtHeaders64,
};
use object::read::pe::{ImageNtHeaders, ImageOptionalHeader as _, optional_header_magic};

/// How many bytes of a file are enough to read its headers.
pub const PE_HEAD: usize = 4096;

/// The processor of a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Machine {
    /// 32-bit x86; a managed one may still run anywhere.
    X86,
    /// 64-bit x86.
    X64,
    /// 64-bit ARM.
    Arm64,
    /// Another one.
    Other(u16),
}

/// What the headers of a program say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PeHeader {
    /// The processor.
    pub machine: Machine,
    /// A library.
    pub is_dll: bool,
    /// It holds .NET code.
    pub is_managed: bool,
    /// The 64-bit form of the headers.
    pub is_64_bit: bool,
    /// Two for a window, three for a console.
    pub subsystem: u16,
}

impl PeHeader {
    /// Reads the headers out of the first bytes of a file; `None` when they are no PE headers.
    pub fn read(head: &[u8]) -> Option<Self> {
        match optional_header_magic(head).ok()? {
            object::pe::IMAGE_NT_OPTIONAL_HDR32_MAGIC => header::<ImageNtHeaders32>(head),
            object::pe::IMAGE_NT_OPTIONAL_HDR64_MAGIC => header::<ImageNtHeaders64>(head),
            _ => None,
        }
    }
}

fn header<Pe: ImageNtHeaders>(head: &[u8]) -> Option<PeHeader> {
    let dos = ImageDosHeader::parse(head).ok()?;
    let mut offset = u64::from(dos.nt_headers_offset());
    let (headers, directories) = Pe::parse(head, &mut offset).ok()?;
    let file = headers.file_header();
    let descriptor = directories.get(IMAGE_DIRECTORY_ENTRY_COM_DESCRIPTOR);
    Some(PeHeader {
        machine: match file.machine.get(LE) {
            IMAGE_FILE_MACHINE_I386 => Machine::X86,
            IMAGE_FILE_MACHINE_AMD64 => Machine::X64,
            IMAGE_FILE_MACHINE_ARM64 => Machine::Arm64,
            other => Machine::Other(other),
        },
        is_dll: file.characteristics.get(LE) & IMAGE_FILE_DLL != 0,
        is_managed: descriptor.is_some_and(|d| d.size.get(LE) > 0),
        is_64_bit: headers.is_type_64(),
        subsystem: headers.optional_header().subsystem(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The smallest headers: DOS header, signature, file header, optional header with sixteen directories.
    fn image(machine: u16, managed: bool) -> Vec<u8> {
        let mut bytes = vec![0u8; 64 + 4 + 20 + 240];
        bytes[..2].copy_from_slice(b"MZ");
        bytes[60] = 64;
        bytes[64..68].copy_from_slice(b"PE\0\0");
        bytes[68..70].copy_from_slice(&machine.to_le_bytes());
        bytes[84..86].copy_from_slice(&240u16.to_le_bytes());
        bytes[86..88].copy_from_slice(&0x2022u16.to_le_bytes());
        bytes[88..90].copy_from_slice(&0x20Bu16.to_le_bytes());
        bytes[88 + 68..88 + 70].copy_from_slice(&3u16.to_le_bytes());
        bytes[88 + 108..88 + 112].copy_from_slice(&16u32.to_le_bytes());
        if managed {
            bytes[88 + 112 + 14 * 8] = 8;
            bytes[88 + 112 + 14 * 8 + 4..88 + 112 + 14 * 8 + 8].copy_from_slice(&72u32.to_le_bytes());
        }
        bytes
    }

    #[test]
    fn processor_and_managed_code_are_told() {
        let native = PeHeader::read(&image(0x8664, false)).unwrap();
        assert_eq!(
            (native.machine, native.is_managed, native.is_dll, native.subsystem),
            (Machine::X64, false, true, 3)
        );
        let managed = PeHeader::read(&image(0xAA64, true)).unwrap();
        assert_eq!((managed.machine, managed.is_managed, managed.is_64_bit), (Machine::Arm64, true, true));
    }

    #[test]
    fn anything_else_is_no_program() {
        assert_eq!(PeHeader::read(b""), None);
        assert_eq!(PeHeader::read(b"MZ not really"), None);
        assert_eq!(PeHeader::read(&image(0x8664, false)[..80]), None);
        assert_eq!(PeHeader::read(b"\x7fELF"), None);
    }
}
