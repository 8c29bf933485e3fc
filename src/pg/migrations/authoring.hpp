// pg/migrations/authoring.hpp: for those who write migrations: a new file, and squawk's opinion of it.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"
#include "core/error.hpp"

namespace marque::pg::migrations {

/// Creates `<now>_<name>.sql` in `directory` (made if it is missing), later than every file there, with a
/// header to fill in. Error: migration.bad_name (letters, digits and underscores only), migration.unwritable.
Result<std::filesystem::path> new_migration(const std::filesystem::path& directory, std::string_view name,
                                            core::SystemTime now);

/// The squawk to run: node_modules/.bin/squawk here or in a folder above, else the one on PATH. The npm
/// package starts a program of its own beneath it; that is preferred, so that no Node.js is needed.
std::filesystem::path find_squawk();

/// Runs squawk on `files`, its report on our own standard output; `json` asks for its JSON reporter. True: no
/// findings. Error: migration.no_squawk.
Result<bool> lint_files(const std::vector<std::filesystem::path>& files, bool json);

}  // namespace marque::pg::migrations
