//! Server paths (`D:\sites\shop`) to local paths.

/// Pairs of a server path and the local path that stands for it.
///
/// Compared without case; the rest of a path may use either separator.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PathMap {
    pairs: Vec<(String, String)>,
}

impl PathMap {
    /// No pairs: every server path is unknown.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds `from` (a server path) → `to` (a local path).
    pub fn add(&mut self, from: &str, to: &str) {
        self.pairs.push((normal(from), to.trim_end_matches(['/', '\\']).replace('\\', "/")));
        // The longest server path is asked first.
        self.pairs.sort_by_key(|(from, _)| std::cmp::Reverse(from.len()));
    }

    /// The local path of a server path; `None` when no pair reaches it.
    pub fn local(&self, server_path: &str) -> Option<String> {
        // `..` in it may lead out of what was mapped, and then nothing reaches it.
        let path = crate::join("", server_path.trim());
        let path = path.trim_end_matches('/');
        let lower = path.to_lowercase();
        self.pairs.iter().find_map(|(from, to)| {
            let rest_lower = lower.strip_prefix(from.as_str())?;
            if !rest_lower.is_empty() && !rest_lower.starts_with('/') && !from.ends_with('/') {
                return None;
            }
            let rest = path.get(path.len() - rest_lower.len()..).unwrap_or("").trim_start_matches('/');
            Some(if rest.is_empty() { to.clone() } else { crate::join(to, rest) })
        })
    }
}

fn normal(path: &str) -> String {
    crate::join("", path.trim()).trim_end_matches('/').to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_pair_wins_and_case_does_not_count() {
        let mut map = PathMap::new();
        map.add(r"D:\sites", "sites");
        map.add(r"D:\sites\shop\", "elsewhere");
        assert_eq!(map.local(r"d:\Sites\App\Sub").as_deref(), Some("sites/App/Sub"));
        assert_eq!(map.local("D:/SITES/SHOP/x").as_deref(), Some("elsewhere/x"));
        assert_eq!(map.local(r"D:\sitesx"), None);
        assert_eq!(map.local(r"C:\inetpub"), None);
    }
}
