//! Merges the chunks with shared code into one. The splitter writes one for every combination of lazy routes, a file for
//! each of hundreds (WorldSEnder/wasm-split-prototype#65).
//!
//! Chunks import the client's memory, function table and stack pointer, export nothing, and fill fixed places of memory
//! and table. So their sections can follow one another in one module; a chunk of any other shape is refused.

use anyhow::{Result, bail, ensure};
use std::mem::discriminant;
use wasm_encoder::{
    CodeSection, DataSection, ElementSection, FunctionSection, ImportSection, Module, NameMap, NameSection,
    TypeSection,
    reencode::{Error, Reencode},
};
use wasmparser::{DataKind, ElementKind, Import, KnownCustom, Name, NameSectionReader, Parser, Payload, TypeRef};

/// Merges chunks of one build. Without chunks the result is an empty module.
pub(crate) fn merge(chunks: &[Vec<u8>]) -> Result<Vec<u8>> {
    let mut merged = Merged::default();
    for chunk in chunks {
        merged.append(chunk)?;
    }
    Ok(merged.finish())
}

#[derive(Default)]
struct Merged {
    types: TypeSection,
    imports: ImportSection,
    functions: FunctionSection,
    elements: ElementSection,
    code: CodeSection,
    data: DataSection,
    names: NameMap,
    imported: Vec<Known>,
}

/// Import of an earlier chunk.
struct Known {
    module: String,
    name: String,
    kind: TypeRef,
}

impl Merged {
    fn append(&mut self, chunk: &[u8]) -> Result<()> {
        let mut indices = Indices { types: self.types.len(), functions: self.functions.len(), globals: Vec::new() };
        for payload in Parser::new(0).parse_all(chunk) {
            match payload? {
                Payload::TypeSection(section) => indices.parse_type_section(&mut self.types, section)?,
                Payload::ImportSection(section) => {
                    for import in section.into_imports() {
                        self.import(&mut indices, &import?)?;
                    }
                }
                Payload::FunctionSection(section) => indices.parse_function_section(&mut self.functions, section)?,
                Payload::ElementSection(section) => {
                    for element in section.clone() {
                        let active = matches!(element?.kind, ElementKind::Active { .. });
                        ensure!(active, "a chunk has elements without a place in the table");
                    }
                    indices.parse_element_section(&mut self.elements, section)?;
                }
                Payload::CodeSectionEntry(body) => indices.parse_function_body(&mut self.code, body)?,
                Payload::DataSection(section) => {
                    for data in section.clone() {
                        let active = matches!(data?.kind, DataKind::Active { .. });
                        ensure!(active, "a chunk has data without a place in memory");
                    }
                    indices.parse_data_section(&mut self.data, section)?;
                }
                Payload::CustomSection(section) => {
                    if let KnownCustom::Name(names) = section.as_known() {
                        self.name(indices.functions, names)?;
                    }
                }
                Payload::MemorySection(section) => ensure!(section.count() == 0, "a chunk has a memory"),
                Payload::TableSection(section) => ensure!(section.count() == 0, "a chunk has a table"),
                Payload::GlobalSection(section) => ensure!(section.count() == 0, "a chunk has a global"),
                Payload::TagSection(section) => ensure!(section.count() == 0, "a chunk has a tag"),
                Payload::ExportSection(section) => ensure!(section.count() == 0, "a chunk has an export"),
                Payload::StartSection { .. } => bail!("a chunk has a start function"),
                Payload::Version { .. }
                | Payload::DataCountSection { .. }
                | Payload::CodeSectionStart { .. }
                | Payload::End(_) => {}
                other => bail!("a chunk has an unknown section: {other:?}"),
            }
        }
        Ok(())
    }

    /// Adds an import of the current chunk, unless an earlier chunk had it.
    fn import(&mut self, indices: &mut Indices, import: &Import) -> Result<()> {
        let is_known = |known: &Known| (known.module.as_str(), known.name.as_str()) == (import.module, import.name);
        let place = self.imported.iter().position(is_known).unwrap_or(self.imported.len());
        match self.imported.get(place) {
            Some(known) => ensure!(known.kind == import.ty, "chunks disagree about the type of {}", import.name),
            None => {
                self.imports.import(import.module, import.name, indices.entity_type(import.ty)?);
                let (module, name) = (import.module.to_owned(), import.name.to_owned());
                self.imported.push(Known { module, name, kind: import.ty });
            }
        }
        let same = |known: &&Known| discriminant(&known.kind) == discriminant(&import.ty);
        let index = self.imported[..place].iter().filter(same).count();
        match import.ty {
            TypeRef::Global(_) => indices.globals.push(u32::try_from(index)?),
            TypeRef::Memory(_) | TypeRef::Table(_) => ensure!(index == 0, "chunks import two memories or tables"),
            _ => bail!("a chunk imports {}, which is no memory, table or global", import.name),
        }
        Ok(())
    }

    /// Adds the chunk's function names, by which functions are emptied (`unused`) and sorted (`optimise`).
    fn name(&mut self, functions: u32, names: NameSectionReader) -> Result<()> {
        for names in names {
            let Name::Function(names) = names? else { continue };
            for name in names {
                let name = name?;
                self.names.append(functions + name.index, name.name);
            }
        }
        Ok(())
    }

    fn finish(self) -> Vec<u8> {
        let mut names = NameSection::new();
        names.functions(&self.names);
        let mut module = Module::new();
        module.section(&self.types).section(&self.imports).section(&self.functions).section(&self.elements);
        module.section(&self.code).section(&self.data).section(&names);
        module.finish()
    }
}

/// Maps the current chunk's indices to those of the merged module.
struct Indices {
    /// Number of types of earlier chunks.
    types: u32,
    /// Number of functions of earlier chunks; no chunk imports functions.
    functions: u32,
    /// Indices of the chunk's imported globals.
    globals: Vec<u32>,
}

impl Reencode for Indices {
    type Error = std::convert::Infallible;

    fn type_index(&mut self, index: u32) -> Result<u32, Error<Self::Error>> {
        Ok(self.types + index)
    }

    fn function_index(&mut self, index: u32) -> Result<u32, Error<Self::Error>> {
        Ok(self.functions + index)
    }

    fn global_index(&mut self, index: u32) -> Result<u32, Error<Self::Error>> {
        // `append` refuses globals that are not imported.
        Ok(self.globals[index as usize])
    }
}

#[cfg(test)]
mod tests;
