// A database of its own for every migration test, files made on the spot, and this program once more as a
// child.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <string>
#include <vector>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "migrations_expect.hpp"
#include "pg/migrations/runner.hpp"
#include "test_cluster.hpp"

namespace marque::pg::migrations {

/// `url` with another database: the test cluster's URL ends its path with /postgres.
inline Secret with_database(const Secret& url, const std::string& database) {
  return Secret(std::regex_replace(url.reveal(), std::regex("/postgres(\\?|$)"), "/" + database + "$1"));
}

/// Name and text of files; a name of 4 digits is a platform file, seed.sql the seed.
using Sources = std::map<std::string, std::string>;

inline FileSet files_of(const Sources& sources) {
  FileSet set;
  set.source = "the test";
  for (const auto& [name, text] : sources) {
    const bool platform = name.find('_') == 4;
    const FileKind kind = name == "seed.sql" ? FileKind::seed
                          : platform         ? FileKind::platform
                                             : FileKind::migration;
    auto file = make_file(kind, name, text);
    if (!file) throw std::runtime_error(file.error().message);
    if (kind == FileKind::seed) {
      set.seed = std::move(*file);
    } else {
      (platform ? set.platform : set.migrations).push_back(std::move(*file));
    }
  }
  return set;
}

class MigrationTest : public testing::Test {
 protected:
  void SetUp() override {
    static int count = 0;
    database_ = "migrations_" + std::to_string(++count);
    auto owner = TestCluster::instance().session();
    ASSERT_TRUE(owner.execute("create database " + database_).has_value());
  }
  void TearDown() override {
    (void)TestCluster::instance().session().execute("drop database if exists " + database_ + " with (force)");
  }

  Secret url() const { return with_database(TestCluster::instance().url(), database_); }
  Session session() const {
    auto opened = Session::open(url());
    if (!opened) throw std::runtime_error(core::describe(opened.error()));
    return std::move(*opened);
  }
  Result<UpReport> up(const Sources& sources, const UpOptions& options = {},
                      const ProgressCallback& progress = {}) {
    auto opened = session();
    return migrate_up(opened, files_of(sources), options, progress);
  }
  Result<VerifyReport> verify(const Sources& sources) {
    auto opened = session();
    return verify_schema(opened, files_of(sources), {});
  }
  void run(const std::string& sql) {
    auto done = session().execute(sql);
    ASSERT_TRUE(done.has_value()) << sql << "\n" << done.error().message;
  }
  std::string value(const std::string& sql) {
    auto rows = session().query(sql);
    return rows ? rows->single().value_or("null") : rows.error().message;
  }

  std::string database_;
};

/// Runs `program`, waits, and gives what it printed and its exit code (128 + signal if one ended it).
struct Outcome {
  int code = 0;
  std::string output;
};
Outcome run_program(const std::vector<std::string>& program, const std::vector<std::string>& environment = {},
                    const std::filesystem::path& directory = {});

/// Starts this test program's test `name` in a process of its own, with `environment` added.
pid_t start_child(const std::string& name, const std::vector<std::string>& environment);
int wait_for(pid_t child);

}  // namespace marque::pg::migrations
