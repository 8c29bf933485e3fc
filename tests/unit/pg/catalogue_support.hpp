// A database of its own with a fixture's SQL in it, for the tests of the catalogue.
#pragma once

#include <regex>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "pg/catalogue_loader.hpp"
#include "test_cluster.hpp"

namespace marque::pg {

/// Made empty, dropped at the end.
class TestDatabase {
 public:
  explicit TestDatabase(const std::string& fixture) {
    static int count = 0;
    name_ = "catalogue_" + std::to_string(++count);
    must(TestCluster::instance().session().execute("create database " + name_));
    must(session().execute(fixture));
  }
  TestDatabase(const TestDatabase&) = delete;
  TestDatabase& operator=(const TestDatabase&) = delete;
  ~TestDatabase() {
    (void)TestCluster::instance().session().execute("drop database " + name_ + " with (force)");
  }

  const std::string& name() const { return name_; }
  /// The test cluster's URL ends its path with /postgres.
  Secret url() const {
    return Secret(std::regex_replace(TestCluster::instance().url().reveal(), std::regex("/postgres(\\?|$)"),
                                     "/" + name_ + "$1"));
  }
  Session session() const { return must(Session::open(url())); }

  Catalogue catalogue(const CatalogueScope& scope) const {
    auto opened = session();
    return must(load_catalogue(opened, scope));
  }

  template <class Value>
  static Value must(Result<Value> result) {
    if (!result) throw std::runtime_error(core::describe(result.error()));
    if constexpr (!std::is_void_v<Value>) return std::move(*result);
  }

 private:
  std::string name_;
};

/// One catalogue for all tests of a suite: `Suite::fixture` and `Suite::scope` say of what.
template <class Suite>
class CatalogueTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    const TestDatabase database(Suite::fixture);
    shared() = database.catalogue(Suite::scope());
  }
  static void TearDownTestSuite() { shared() = {}; }
  static const Catalogue& catalogue() { return shared(); }

  static const Relation& relation(const std::string& name) {
    const Relation* found = catalogue().relation({"api", name});
    if (found == nullptr) throw std::runtime_error("no relation api." + name);
    return *found;
  }

 private:
  static Catalogue& shared() {
    static Catalogue loaded;
    return loaded;
  }
};

}  // namespace marque::pg
