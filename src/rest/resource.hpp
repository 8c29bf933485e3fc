// rest/resource.hpp: what a request's path, method and profile headers are about (contracts/rest.md §1, §23).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/error.hpp"
#include "http/message.hpp"
#include "query/tree.hpp"
#include "rest/settings.hpp"

namespace marque::rest {

enum class Resource : std::uint8_t { root, relation, routine };

enum class Verb : std::uint8_t {
  read,     ///< GET and HEAD of a relation
  mutate,   ///< POST, PUT, PATCH, DELETE
  call,     ///< a function
  inspect,  ///< the root document
  options,  ///< OPTIONS of any resource
};

/// What is to be done, and to what.
struct Operation {
  Resource resource = Resource::root;
  Verb verb = Verb::read;
  query::Action action = query::Action::read;
  pg::QualifiedName target;  ///< relation or function; of the root document only the schema
  bool head = false;         ///< HEAD: no body
  bool call_by_url = false;  ///< a call by GET, HEAD or OPTIONS: arguments are in the URL
  bool negotiated = false;   ///< the answer names its schema in Content-Profile
};

/// Reads path ("/brands", below the mount), method and profile. Errors in the contract's order: PGRST125,
/// 126, PGRST106, then PGRST101 and 117.
Result<Operation> read_operation(std::string_view raw_path, const http::Request& request,
                                 const Settings& settings);

/// The value of `Allow` for OPTIONS (contract §17).
std::string allowed_methods(const pg::Relation& relation);
std::string allowed_methods(const pg::Routine& routine);

}  // namespace marque::rest
