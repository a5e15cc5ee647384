//! What the client carries and never calls: leptos can bring a page alive in slices for lazily loaded code, and every view
//! holds a pointer to its half of that, so no linker drops it. This client comes alive at once (`hydrate_body`). The
//! bodies go; should one ever be called after all, the client stops there, and every browser test with it.

use anyhow::Result;
use std::path::Path;
use walrus::{FunctionBuilder, FunctionKind, Module, ModuleConfig};

/// Part of the (mangled) names of functions that are never called: what the pointers point at. What these alone had called
/// goes by itself. No more may stand here: of equal bodies the compiler keeps one, under any of their names.
const UNUSED: &str = "8into_any13hydrate_async";

/// Reads the module, to be written with the names of its functions or not; without the bodies of unused functions and whatever only they had called.
pub(crate) fn without(input: &Path, names: bool) -> Result<Module> {
    let mut config = ModuleConfig::new();
    let mut module = config.generate_name_section(names).generate_producers_section(false).parse_file(input)?;
    let unused = |name: &str| name.contains(UNUSED);
    let ids: Vec<_> = module
        .funcs
        .iter_local()
        .map(|(id, _)| id)
        .filter(|id| module.funcs.get(*id).name.as_deref().is_some_and(unused))
        .collect();
    for id in ids {
        let kind = module.funcs.get(id).ty();
        let (parameters, results) = (module.types.params(kind).to_vec(), module.types.results(kind).to_vec());
        let mut body = FunctionBuilder::new(&mut module.types, &parameters, &results);
        body.func_body().unreachable();
        let parameters = parameters.iter().map(|kind| module.locals.add(*kind)).collect();
        module.funcs.get_mut(id).kind = FunctionKind::Local(body.local_func(parameters));
    }
    walrus::passes::gc::run(&mut module);
    Ok(module)
}
