// test_cluster.hpp: one embedded PostgreSQL for all tests of this binary, in a temporary directory.
#pragma once

#include <filesystem>
#include <memory>

#include "pg/embedded/cluster.hpp"
#include "pg/session.hpp"

namespace marque::pg {

/// Started at the first use, stopped and removed when the test program ends.
class TestCluster {
 public:
  static TestCluster& instance();
  ~TestCluster();

  Secret url() const { return cluster_->superuser_url(); }
  Session session() const;  ///< as superuser; throws where it cannot connect

 private:
  TestCluster();
  std::filesystem::path directory_;
  std::unique_ptr<embedded::Cluster> cluster_;
};

}  // namespace marque::pg
