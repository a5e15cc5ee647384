use super::merge;
use wasm_encoder::{
    CodeSection, ConstExpr, DataSection, ElementSection, Elements, EntityType, ExportKind, ExportSection, Function,
    FunctionSection, GlobalSection, GlobalType, ImportSection, MemorySection, MemoryType, Module, NameMap, NameSection,
    RefType, Section, StartSection, TableSection, TableType, TypeSection, ValType,
};
use wasmparser::{KnownCustom, Name, Operator, Parser, Payload, Validator};

const MEMORY: MemoryType =
    MemoryType { minimum: 17, maximum: None, memory64: false, shared: false, page_size_log2: None };
const TABLE: TableType =
    TableType { element_type: RefType::FUNCREF, table64: false, minimum: 9, maximum: None, shared: false };
const POINTER: GlobalType = GlobalType { val_type: ValType::I32, mutable: true, shared: false };

/// Chunk as the splitter writes it. Its second function calls the first, reads the last of the imported globals, and
/// stands in the table at `place`.
fn chunk(globals: &[&str], parameter: ValType, place: i32, names: [&str; 2]) -> Module {
    let mut types = TypeSection::new();
    types.ty().function([parameter], []);
    types.ty().function([parameter], [ValType::I32]);
    let mut imports = ImportSection::new();
    imports.import("shared", "memory", MEMORY).import("shared", "table", TABLE);
    for global in globals {
        imports.import("shared", global, POINTER);
    }
    let mut functions = FunctionSection::new();
    functions.function(0).function(1);
    let mut elements = ElementSection::new();
    elements.active(None, &ConstExpr::i32_const(place), Elements::Functions([1][..].into()));
    let (mut first, mut second) = (Function::new([]), Function::new([]));
    first.instructions().end();
    second.instructions().local_get(0).call(0).global_get(globals.len() as u32 - 1).end();
    let mut code = CodeSection::new();
    code.function(&first).function(&second);
    let mut data = DataSection::new();
    data.active(0, &ConstExpr::i32_const(place * 8), *b"text");
    let mut named = NameMap::new();
    for (index, name) in (0..).zip(names) {
        named.append(index, name);
    }
    let mut name_section = NameSection::new();
    name_section.functions(&named);
    let mut module = Module::new();
    module.section(&types).section(&imports).section(&functions).section(&elements).section(&code).section(&data);
    module.section(&name_section);
    module
}

/// Content of a module, as far as indices are concerned.
#[derive(Debug, Default, PartialEq)]
struct Content {
    imports: Vec<String>,
    /// Type of each function.
    types: Vec<u32>,
    calls: Vec<u32>,
    globals: Vec<u32>,
    /// Places in the table, with their function.
    table: Vec<(i32, u32)>,
    data: Vec<i32>,
    names: Vec<(u32, String)>,
}

fn constant(expression: &wasmparser::ConstExpr) -> i32 {
    match expression.get_operators_reader().read().unwrap() {
        Operator::I32Const { value } => value,
        other => panic!("{other:?}"),
    }
}

fn content(module: &[u8]) -> Content {
    Validator::new().validate_all(module).unwrap();
    let mut content = Content::default();
    for payload in Parser::new(0).parse_all(module) {
        match payload.unwrap() {
            Payload::ImportSection(section) => {
                content.imports.extend(section.into_imports().map(|import| import.unwrap().name.to_owned()));
            }
            Payload::FunctionSection(section) => content.types.extend(section.into_iter().map(Result::unwrap)),
            Payload::CodeSectionEntry(body) => {
                for operator in body.get_operators_reader().unwrap() {
                    match operator.unwrap() {
                        Operator::Call { function_index } => content.calls.push(function_index),
                        Operator::GlobalGet { global_index } => content.globals.push(global_index),
                        _ => {}
                    }
                }
            }
            Payload::ElementSection(section) => {
                for element in section {
                    let element = element.unwrap();
                    let wasmparser::ElementKind::Active { offset_expr, .. } = element.kind else { panic!() };
                    let wasmparser::ElementItems::Functions(functions) = element.items else { panic!() };
                    let place = constant(&offset_expr);
                    content.table.extend(functions.into_iter().map(|function| (place, function.unwrap())));
                }
            }
            Payload::DataSection(section) => {
                for data in section {
                    let wasmparser::DataKind::Active { offset_expr, .. } = data.unwrap().kind else { panic!() };
                    content.data.push(constant(&offset_expr));
                }
            }
            Payload::CustomSection(section) => {
                let KnownCustom::Name(names) = section.as_known() else { panic!() };
                for names in names {
                    let Name::Function(names) = names.unwrap() else { panic!() };
                    content
                        .names
                        .extend(names.into_iter().map(|name| name.unwrap()).map(|n| (n.index, n.name.to_owned())));
                }
            }
            _ => {}
        }
    }
    content
}

#[test]
fn indices_of_later_chunks_follow_those_of_earlier_ones() {
    let first = chunk(&["stack"], ValType::I32, 1, ["a", "b"]).finish();
    let second = chunk(&["other", "stack"], ValType::I64, 5, ["c", "d"]).finish();
    let third = chunk(&["other"], ValType::F32, 7, ["e", "f"]).finish();
    let merged = content(&merge(&[first, second, third]).unwrap());
    let name = |(index, name): (u32, &str)| (index, name.to_owned());
    assert_eq!(
        merged,
        Content {
            imports: ["memory", "table", "stack", "other"].map(str::to_owned).into(),
            types: vec![0, 1, 2, 3, 4, 5],
            calls: vec![0, 2, 4],
            globals: vec![0, 0, 1],
            table: vec![(1, 1), (5, 3), (7, 5)],
            data: vec![8, 40, 56],
            names: [(0, "a"), (1, "b"), (2, "c"), (3, "d"), (4, "e"), (5, "f")].map(name).into(),
        }
    );
}

#[test]
fn single_chunk_stays_as_it_is() {
    let only = chunk(&["stack"], ValType::I32, 3, ["a", "b"]).finish();
    assert_eq!(content(&merge(std::slice::from_ref(&only)).unwrap()), content(&only));
}

#[test]
fn no_chunk_gives_an_empty_module() {
    assert_eq!(content(&merge(&[]).unwrap()), Content::default());
}

/// Module of the given sections, in their order.
fn module(sections: &[&dyn Section]) -> Vec<u8> {
    let mut module = Module::new().finish();
    for section in sections {
        section.append_to(&mut module);
    }
    module
}

fn imports(entities: &[(&str, EntityType)]) -> ImportSection {
    let mut imports = ImportSection::new();
    for (name, entity) in entities {
        imports.import("shared", name, *entity);
    }
    imports
}

#[test]
fn chunk_of_another_shape_is_refused() {
    let refusal = |sections: &[&dyn Section]| merge(&[module(sections)]).unwrap_err().to_string();

    let mut memories = MemorySection::new();
    memories.memory(MEMORY);
    assert_eq!(refusal(&[&memories]), "a chunk has a memory");
    let mut tables = TableSection::new();
    tables.table(TABLE);
    assert_eq!(refusal(&[&tables]), "a chunk has a table");
    let mut globals = GlobalSection::new();
    globals.global(POINTER, &ConstExpr::i32_const(0));
    assert_eq!(refusal(&[&globals]), "a chunk has a global");
    let memory = imports(&[("memory", MEMORY.into())]);
    let mut exports = ExportSection::new();
    exports.export("memory", ExportKind::Memory, 0);
    assert_eq!(refusal(&[&memory, &exports]), "a chunk has an export");
    assert_eq!(refusal(&[&StartSection { function_index: 0 }]), "a chunk has a start function");

    let mut types = TypeSection::new();
    types.ty().function([], []);
    let function = imports(&[("alloc", EntityType::Function(0))]);
    assert_eq!(refusal(&[&types, &function]), "a chunk imports alloc, which is no memory, table or global");
    let two = imports(&[("memory", MEMORY.into()), ("other", MEMORY.into())]);
    assert_eq!(refusal(&[&two]), "chunks import two memories or tables");
    let mut data = DataSection::new();
    data.passive(*b"text");
    assert_eq!(refusal(&[&memory, &data]), "a chunk has data without a place in memory");
    let mut elements = ElementSection::new();
    elements.passive(Elements::Functions([][..].into()));
    assert_eq!(refusal(&[&elements]), "a chunk has elements without a place in the table");
}

#[test]
fn chunks_that_disagree_about_an_import_are_refused() {
    let larger = MemoryType { minimum: 18, ..MEMORY };
    let chunks = [MEMORY, larger].map(|memory| module(&[&imports(&[("memory", memory.into())])]));
    assert_eq!(merge(&chunks).unwrap_err().to_string(), "chunks disagree about the type of memory");
}
