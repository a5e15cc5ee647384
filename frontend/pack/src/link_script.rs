//! Script between the client and its chunks: the client imports a loader for each lazy route from it.

use std::fmt::Write as _;

/// Functions of the script that are the same in every build.
const RUNTIME: &str = include_str!("link_script.js");

/// Writes the script for the client `name` and its lazy routes.
pub(crate) fn link_script<'a>(name: &str, build: &str, routes: impl IntoIterator<Item = &'a str>) -> String {
    let mut script = format!("import {{ initSync }} from \"./{name}.js\";\n\nconst build = \"{build}\";\n{RUNTIME}\n");
    for route in routes {
        let (loader, file) = (loader(route, build), chunk_file(route));
        let _ = writeln!(script, "export const {loader} = (...callback) => void loadRoute(\"{file}\", ...callback);");
    }
    script
}

/// Name of a route's loader. It contains the build, so that a client starts only with the script of its own build.
pub(crate) fn loader(route: &str, build: &str) -> String {
    format!("__wasm_split_load_{route}_{build}")
}

/// File with the code of one route.
pub(crate) fn chunk_file(route: &str) -> String {
    format!("split_{route}.wasm")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn script_exports_a_loader_for_each_route() {
        let script = link_script("esecure", "0123abcd", ["users", "why"]);
        let (head, runtime) = script.split_once(RUNTIME).unwrap();
        assert_eq!(head, "import { initSync } from \"./esecure.js\";\n\nconst build = \"0123abcd\";\n");
        let exports: Vec<_> = runtime.trim().lines().collect();
        assert_eq!(
            exports,
            [
                "export const __wasm_split_load_users_0123abcd = (...callback) => void loadRoute(\"split_users.wasm\", ...callback);",
                "export const __wasm_split_load_why_0123abcd = (...callback) => void loadRoute(\"split_why.wasm\", ...callback);",
            ]
        );
    }

    #[test]
    fn script_is_the_same_for_the_same_build_and_another_for_another() {
        let script = |build| link_script("esecure", build, ["users"]);
        assert_eq!(script("0123abcd"), script("0123abcd"));
        assert_ne!(script("0123abcd"), script("0123abce"));
    }
}
