// marque/client.hpp: where queries begin.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "marque/query.hpp"
#include "marque/transport.hpp"

namespace marque {

struct ClientOptions {
  std::string rest_path = "/rest/v1";  ///< where the REST API is; "" for a PostgREST of its own
  std::string schema{};                ///< empty: the server's default
  Headers headers{};                   ///< sent with every request
  HttpOptions http{};
  /// Where asynchronous results arrive: runs what it is given, soon. Nothing: the transport's own thread.
  std::function<void(std::function<void()>)> executor{};
};

template <class Table>
class TypedTable;

struct CallOptions {
  bool get = false;   ///< by GET: the function runs in a read-only transaction
  bool head = false;  ///< by HEAD: only count and status
};

/// A way to one server (or database) under one identity. Cheap to copy; copies share connections and token.
/// May be used from several threads at a time.
class Client {
 public:
  /// To a Supabase project, or to Marque: `url` without a path, `key` an API key.
  Client(std::string url, std::string key, ClientOptions options = {});
  /// Over a transport of your choice.
  explicit Client(std::shared_ptr<Transport> transport, std::string key = {}, ClientOptions options = {});

  Table from(std::string_view relation) const;
  /// Columns that the compiler checks (typed.hpp).
  template <class Type>
  TypedTable<Type> from() const;

  /// Calls a function. The answer's `value<Type>()` is its result, `rows<Type>()` those of one that returns
  /// several.
  Query rpc(std::string_view function, std::initializer_list<JsonField> arguments,
            CallOptions options = {}) const;
  Query rpc(std::string_view function, const Json& arguments = Json::object({}),
            CallOptions options = {}) const;

  /// The same client, looking at another schema.
  Client schema(std::string_view name) const;
  /// The same client for another person: `access_token` instead of the key as bearer token.
  Client as(std::string access_token) const;
  /// Changes the bearer token of this client and its copies; empty: the key again.
  void set_access_token(std::string access_token);

  /// Sends anything below the server's address with the client's key and token: "/auth/v1/health". Errors:
  /// the transport's, and every answer from status 400 on.
  Expected<Response> send(HttpRequest request) const;

 private:
  struct Shared;
  explicit Client(std::shared_ptr<const Shared> shared);
  std::shared_ptr<const Shared> shared_;
};

}  // namespace marque
