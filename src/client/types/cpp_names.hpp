// client/types/cpp_names.hpp: names of the database as identifiers of C++.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

namespace marque::client {

/// An identifier that reads like `name`: "public" → "public_", "file url" → "file_url", "2d" → "_2d".
std::string cpp_name(std::string_view name);

/// Names that stand beside each other: no two become the same identifier.
class CppScope {
 public:
  /// A name that is already there stays as it is.
  void add(const std::string& name);
  /// The identifier of a name that was added.
  const std::string& name(const std::string& name) const { return names_.at(name); }

 private:
  std::map<std::string, std::string> names_;
  std::set<std::string> taken_;
};

}  // namespace marque::client
