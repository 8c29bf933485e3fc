// Client: connection, identity, and the queries that begin with them.
#include "marque/client.hpp"

#include <utility>

#include "client/editing.hpp"
#include "client/identity_headers.hpp"
#include "http/url.hpp"
#include "query/read_url.hpp"

namespace marque {

struct Client::Shared : client::Connection {};

namespace {

client::State state_on(std::shared_ptr<const client::Connection> connection) {
  client::State state;
  auto& statement = state.statement;
  statement.rest_path = connection->rest_path;
  statement.key = connection->key;
  statement.headers = connection->headers;
  statement.tree.schema = connection->schema;
  state.connection = std::move(connection);
  return state;
}

/// True where the reader takes `name=value` for an argument and for nothing else.
bool is_argument(const std::string& name, const std::string& value) {
  const auto parts = query::read_query(http::percent_encode(name) + '=' + http::percent_encode(value), true);
  return parts && parts->arguments.size() == 1;
}

/// An argument as text; arrays as PostgreSQL's literals, since that is what the parameter's type reads.
std::string argument_text(const Json& value) {
  return value.is_array() ? Value(value.items()).text() : Value(value).text();
}

void set_arguments(client::State& state, const Json& arguments) {
  for (const auto& [name, value] : arguments.fields()) {
    std::string text = argument_text(value);
    if (value.is_null() || !is_argument(name, text)) {
      client::keep_error(state,
                         {"marque.bad_argument", "The argument \"" + name + "\" cannot stand in a URL.", "",
                          "Call the function by POST.", 0});
    }
    state.statement.tree.arguments.emplace_back(name, std::move(text));
  }
}

}  // namespace

Client::Client(std::string url, std::string key, ClientOptions options)
    : Client(http_transport(std::move(url), options.http), std::move(key), std::move(options)) {}

Client::Client(std::shared_ptr<Transport> transport, std::string key, ClientOptions options) {
  auto shared = std::make_shared<Shared>();
  shared->transport = std::move(transport);
  shared->key = std::move(key);
  shared->headers = std::move(options.headers);
  shared->rest_path = std::move(options.rest_path);
  shared->schema = std::move(options.schema);
  shared->executor = std::move(options.executor);
  shared_ = std::move(shared);
}

Client::Client(std::shared_ptr<const Shared> shared) : shared_(std::move(shared)) {}

Table Client::from(std::string_view relation) const {
  client::State state = state_on(shared_);
  state.statement.tree.relation = relation;
  if (relation.empty())
    client::keep_error(state, {"marque.bad_query", "from() needs the name of a table", "", "", 0});
  return Table(std::move(state));
}

Query Client::rpc(std::string_view function, std::initializer_list<JsonField> arguments,
                  CallOptions options) const {
  return rpc(function, Json::object(arguments), options);
}

Query Client::rpc(std::string_view function, const Json& arguments, CallOptions options) const {
  client::State state = state_on(shared_);
  auto& statement = state.statement;
  statement.tree.action = query::Action::call;
  statement.tree.relation = function;
  statement.get = options.get;
  statement.head = options.head;
  if (options.get || options.head) {
    set_arguments(state, arguments);
  } else {
    statement.body = arguments.text();
  }
  return Query(std::move(state));
}

Client Client::schema(std::string_view name) const {
  auto shared = std::make_shared<Shared>(*shared_);
  shared->schema = name;
  return Client(std::shared_ptr<const Shared>(std::move(shared)));
}

Client Client::as(std::string access_token) const {
  auto shared = std::make_shared<Shared>(*shared_);
  shared->token = std::make_shared<client::TokenHolder>();
  shared->token->set(std::move(access_token));
  return Client(std::shared_ptr<const Shared>(std::move(shared)));
}

void Client::set_access_token(std::string access_token) { shared_->token->set(std::move(access_token)); }

Expected<Response> Client::send(HttpRequest request) const {
  Headers headers = client::identity_headers(shared_->key, shared_->token->get());
  for (const auto& header : shared_->headers) client::set_header(headers, header);
  for (auto& header : request.headers) client::set_header(headers, std::move(header));
  request.headers = std::move(headers);
  auto response = shared_->transport->execute(Request(std::move(request)));
  if (!response) return response;
  return client::check_status(*std::move(response));
}

}  // namespace marque
