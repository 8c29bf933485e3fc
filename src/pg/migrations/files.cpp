#include "pg/migrations/files.hpp"

#include <algorithm>
#include <fstream>
#include <system_error>

#include <fmt/format.h>

#include "core/encoding.hpp"

namespace marque::pg::migrations {
namespace {

namespace fs = std::filesystem;

std::size_t version_digits(FileKind kind) { return kind == FileKind::platform ? 4 : 14; }

Result<std::string> read_text(const fs::path& path) {
  std::error_code error;
  const auto size = fs::file_size(path, error);
  if (error)
    return fail(Error("migration.unreadable", fmt::format("{} cannot be read", path.string()))
                    .with_detail(error.message()));
  if (size > kMaxFileBytes)
    return fail(Error("migration.too_large", fmt::format("{} has {} bytes; a migration may have {}",
                                                         path.string(), size, kMaxFileBytes))
                    .with_hint("load large data outside of migrations"));
  std::ifstream stream(path, std::ios::binary);
  std::string text(size, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(size));
  if (!stream) return fail("migration.unreadable", fmt::format("{} cannot be read", path.string()));
  return text;
}

Error bad_name(FileKind kind, std::string_view file_name) {
  const bool platform = kind == FileKind::platform;
  return Error("migration.bad_name", fmt::format("{}: a {} file is named {}", file_name, name_of(kind),
                                                 platform ? "0001_name.sql" : "20260203000000_name.sql"))
      .with_hint(
          platform
              ? "four digits, an underscore, a name, `.sql`"
              : "a time of 14 digits, an underscore, a name, `.sql`; `marque migrate new NAME` makes one");
}

Result<void> read_name(std::string_view file_name, MigrationFile& file) {
  if (file.kind == FileKind::seed) return file.version = "seed", file.name = "seed", Result<void>();
  const std::size_t digits = version_digits(file.kind);
  const std::string_view stem = file_name.substr(0, file_name.size() - std::string_view(".sql").size());
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const bool well_formed = stem.size() > digits + 1 && stem[digits] == '_' &&
                           std::ranges::all_of(stem.substr(0, digits), is_digit);
  if (!well_formed) return fail(bad_name(file.kind, file_name));
  file.version = stem.substr(0, digits);
  file.name = stem.substr(digits + 1);
  return {};
}

Result<void> sort_by_version(std::vector<MigrationFile>& files) {
  std::ranges::sort(files, {}, [](const MigrationFile& file) { return std::tie(file.version, file.name); });
  const auto twin = std::ranges::adjacent_find(files, {}, &MigrationFile::version);
  if (twin == files.end()) return {};
  return fail(Error("migration.duplicate_version", fmt::format("{} and {} have the same version",
                                                               twin->file_name, std::next(twin)->file_name))
                  .with_hint("give one of them a later version"));
}

bool is_sql_file(const fs::directory_entry& entry) {
  return entry.is_regular_file() && entry.path().extension() == ".sql" &&
         !entry.path().filename().string().starts_with('.');
}

std::string_view embedded_prefix(FileKind kind) {
  if (kind == FileKind::platform) return "platform/";
  return kind == FileKind::seed ? "supabase/seed.sql" : "supabase/migrations/";
}

std::string_view file_name_of(std::string_view path) { return path.substr(path.rfind('/') + 1); }

Result<std::optional<MigrationFile>> find_seed(const FileLocations& where, const fs::path& migrations) {
  fs::path path = where.seed;
  if (path.empty()) path = migrations.parent_path() / "seed.sql";
  if (where.seed.empty() && !fs::exists(path)) return std::nullopt;
  auto seed = read_seed(path);
  if (!seed) return fail(std::move(seed.error()));
  return std::move(*seed);
}

}  // namespace

std::string_view name_of(FileKind kind) {
  switch (kind) {
    case FileKind::platform: return "platform";
    case FileKind::migration: return "migration";
    case FileKind::seed: return "seed";
  }
  return "migration";
}

std::string checksum_of(std::span<const std::string> statements) {
  std::string joined;
  for (const std::string& statement : statements) {
    for (const char c : statement) {
      if (c != '\r') joined += c;
    }
    joined += ";\n";
  }
  return core::sha256_hex(joined);
}

Result<MigrationFile> make_file(FileKind kind, std::string_view file_name, std::string_view text) {
  MigrationFile file;
  file.kind = kind;
  file.file_name = file_name;
  if (auto named = read_name(file_name, file); !named) return fail(std::move(named.error()));
  auto statements = split_sql(text);
  if (!statements) {
    statements.error().message = fmt::format("{}: {}", file_name, statements.error().message);
    return fail(std::move(statements.error()));
  }
  for (const SqlStatement& statement : *statements) {
    file.statements.emplace_back(statement.text);
    file.lines.push_back(statement.line);
  }
  file.checksum = checksum_of(file.statements);
  return file;
}

Result<std::vector<MigrationFile>> read_directory(FileKind kind, const fs::path& directory) {
  std::error_code error;
  std::vector<MigrationFile> files;
  for (fs::directory_iterator entry(directory, error), end; !error && entry != end; entry.increment(error)) {
    if (!is_sql_file(*entry)) continue;
    if (files.size() >= kMaxFiles)
      return fail("migration.too_many",
                  fmt::format("{} holds more than {} files", directory.string(), kMaxFiles));
    const auto text = read_text(entry->path());
    if (!text) return fail(text.error());
    auto file = make_file(kind, entry->path().filename().string(), *text);
    if (!file) return fail(std::move(file.error()));
    files.push_back(std::move(*file));
  }
  if (error)
    return fail(
        Error("migration.unreadable", fmt::format("the directory {} cannot be read", directory.string()))
            .with_detail(error.message())
            .with_hint("name the directory of migrations with --migrations"));
  if (auto sorted = sort_by_version(files); !sorted) return fail(std::move(sorted.error()));
  return files;
}

Result<MigrationFile> read_seed(const fs::path& path) {
  const auto text = read_text(path);
  if (!text) return fail(text.error());
  return make_file(FileKind::seed, path.filename().string(), *text);
}

Result<std::vector<MigrationFile>> read_embedded(FileKind kind) {
  std::vector<MigrationFile> files;
  for (const EmbeddedFile& embedded : embedded_files()) {
    if (!embedded.path.starts_with(embedded_prefix(kind))) continue;
    auto file = make_file(kind, file_name_of(embedded.path), embedded.text);
    if (!file) return fail(std::move(file.error()));
    files.push_back(std::move(*file));
  }
  if (auto sorted = sort_by_version(files); !sorted) return fail(std::move(sorted.error()));
  return files;
}

fs::path migrations_directory(const FileLocations& where) {
  return where.migrations.empty() ? fs::path("supabase/migrations") : where.migrations;
}

Result<FileSet> read_files(const FileLocations& where) {
  FileSet set;
  auto platform = where.platform.empty() ? read_embedded(FileKind::platform)
                                         : read_directory(FileKind::platform, where.platform);
  if (!platform) return fail(std::move(platform.error()));
  set.platform = std::move(*platform);

  const fs::path directory = migrations_directory(where);
  const bool on_disk = !where.migrations.empty() || fs::is_directory(directory);
  set.source = on_disk ? directory.string() : "the program's own copies";
  auto migrations =
      on_disk ? read_directory(FileKind::migration, directory) : read_embedded(FileKind::migration);
  if (!migrations) return fail(std::move(migrations.error()));
  set.migrations = std::move(*migrations);

  if (on_disk || !where.seed.empty()) {
    auto seed = find_seed(where, directory);
    if (!seed) return fail(std::move(seed.error()));
    set.seed = std::move(*seed);
  } else {
    auto seeds = read_embedded(FileKind::seed);
    if (!seeds) return fail(std::move(seeds.error()));
    if (!seeds->empty()) set.seed = std::move(seeds->front());
  }
  return set;
}

}  // namespace marque::pg::migrations
