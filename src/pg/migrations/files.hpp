// pg/migrations/files.hpp: migration files, from a directory or out of the program itself.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "pg/migrations/sql_splitter.hpp"

namespace marque::pg::migrations {

/// What a file is for. `platform`: what a hosted Supabase already has; `migration`: the brand model, shared
/// with the supabase CLI; `seed`: rows, which may be applied again at any time.
enum class FileKind : std::uint8_t { platform, migration, seed };
std::string_view name_of(FileKind kind);

/// A migration is text that people review: more than this is a data load in disguise.
inline constexpr std::size_t kMaxFileBytes = std::size_t{16} << 20U;
inline constexpr std::size_t kMaxFiles = 10'000;

struct MigrationFile {
  FileKind kind = FileKind::migration;
  std::string version;                  ///< "20260203000000", "0001", "seed"
  std::string name;                     ///< "add_tc_accepted_at"
  std::string file_name;                ///< for messages: "20260203000000_add_tc_accepted_at.sql"
  std::vector<std::string> statements;  ///< as the supabase CLI records them
  std::vector<std::size_t> lines;       ///< the line of each
  std::string checksum;                 ///< checksum_of(statements)
};

/// SHA-256 in hexadecimal over the statements: white space between them and line endings do not count.
std::string checksum_of(std::span<const std::string> statements);

/// Splits `text` and fills every field. Errors name the file.
Result<MigrationFile> make_file(FileKind kind, std::string_view file_name, std::string_view text);

/// All *.sql of `directory` in the order of their versions: `<14 digits>_<name>.sql` for migrations,
/// `<4 digits>_<name>.sql` for platform files. Other endings and subdirectories are left alone.
/// Errors: migration.bad_name, migration.duplicate_version, migration.too_large, migration.unreadable, sql.*.
Result<std::vector<MigrationFile>> read_directory(FileKind kind, const std::filesystem::path& directory);
Result<MigrationFile> read_seed(const std::filesystem::path& file);

/// A file of the repository, as the build embedded it (cmake/embed_sql.cmake).
struct EmbeddedFile {
  std::string_view path;  ///< "supabase/migrations/20260203000000_add_tc_accepted_at.sql"
  std::string_view text;
};
std::span<const EmbeddedFile> embedded_files();
Result<std::vector<MigrationFile>> read_embedded(FileKind kind);

/// Everything one run works with, and where it came from.
struct FileSet {
  std::vector<MigrationFile> platform;
  std::vector<MigrationFile> migrations;
  std::optional<MigrationFile> seed;
  std::string source;  ///< for people: "./supabase/migrations" or "the program's own copies"
};

/// Where to look. Empty: `./supabase/migrations` if it exists, else the embedded copies; the platform files
/// are the embedded ones unless a directory is named.
struct FileLocations {
  std::filesystem::path migrations;
  std::filesystem::path platform;
  std::filesystem::path seed;  ///< empty: seed.sql beside the migrations directory
};
Result<FileSet> read_files(const FileLocations& where);

/// The directory of migrations that `new` and `lint` work on: `where.migrations`, else ./supabase/migrations.
std::filesystem::path migrations_directory(const FileLocations& where);

}  // namespace marque::pg::migrations
