#include "pg/migrations/schema_docs.hpp"

#include <fstream>
#include <sstream>

#include <fmt/format.h>

#include "pg/migrations/docs_catalogue.hpp"
#include "pg/migrations/text_diff.hpp"

namespace marque::pg::migrations {
namespace {

namespace fs = std::filesystem;

Result<void> save(const fs::path& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text;
  file.close();
  if (!file) return fail("docs.unwritable", fmt::format("{} cannot be written", path.string()));
  return {};
}

Result<void> check(const fs::path& path, const std::string& text) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream written;
  written << file.rdbuf();
  if (file && written.str() == text) return {};
  return fail(Error("docs.stale", fmt::format("{} does not say what the schema is", path.string()))
                  .with_detail(diff_lines(written.str(), text))
                  .with_hint("run `marque migrate docs` and commit what it writes"));
}

}  // namespace

Result<SchemaDocs> write_schema_docs(Session& session) {
  const auto catalogue = read_docs_catalogue(session);
  if (!catalogue) return fail(catalogue.error());
  return SchemaDocs{write_markdown(*catalogue), write_svg(*catalogue)};
}

Result<void> save_docs(const SchemaDocs& docs, const fs::path& directory) {
  std::error_code error;
  fs::create_directories(directory, error);
  if (auto saved = save(directory / "schema.md", docs.markdown); !saved) return saved;
  return save(directory / "schema.svg", docs.svg);
}

Result<void> check_docs(const SchemaDocs& docs, const fs::path& directory) {
  if (auto checked = check(directory / "schema.md", docs.markdown); !checked) return checked;
  return check(directory / "schema.svg", docs.svg);
}

}  // namespace marque::pg::migrations
