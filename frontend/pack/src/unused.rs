//! Removes dead code that the linker cannot: every leptos view holds a pointer to its code for lazy hydration, but this
//! client hydrates at once (`hydrate_body`), and loads the chunk of a lazy page before. If an emptied function is called nevertheless, the client traps, which
//! fails every browser test.

use anyhow::Result;
use walrus::{FunctionBuilder, FunctionKind, Module, ModuleConfig};

/// Part of the mangled names of the functions to empty. Code used only by those is dropped in consequence. Add no other
/// name: the compiler merges functions with equal bodies under any one of their names.
const UNUSED: &str = "8into_any13hydrate_async";

/// Reads the module without the bodies of unused functions and the code only they used. `names` keeps function names.
pub(crate) fn without(module: &[u8], names: bool) -> Result<Module> {
    let mut config = ModuleConfig::new();
    let mut module = config.generate_name_section(names).generate_producers_section(false).parse(module)?;
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
