// marque/typed.hpp: queries whose tables, columns and types the compiler checks, over the headers that
// `marque gen types --lang cpp` writes:
//
//     auto found = db.from<brands>()
//                      .select<brands::id, brands::name>()
//                      .where(brands::user_id == id && brands::name.ilike("a%"))
//                      .order(brands::created_at, marque::desc)
//                      .limit(20)
//                      .execute();
//     for (const auto& row : *found) std::cout << row[brands::name] << '\n';
//
// What is built is the Query that the texts build; the list of columns is a text when the program starts.
#pragma once

#include <array>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "marque/client.hpp"
#include "marque/column.hpp"

namespace marque {

/// What a generated header says of a table: `name`, `schema`, `columns` (a tuple of all), and `Row`, a struct
/// of all values. It stands outside of the table's own struct, where only columns have names.
template <class Type>
struct TableTraits;

template <class Type>
concept TableType = requires {
  { TableTraits<Type>::name } -> std::convertible_to<std::string_view>;
  { TableTraits<Type>::schema } -> std::convertible_to<std::string_view>;
  TableTraits<Type>::columns;
  typename TableTraits<Type>::Row;
};

/// The struct of all values of a table's row.
template <TableType Type>
using RowOf = typename TableTraits<Type>::Row;

/// A row of some columns: `row[brands::name]`.
template <AnyColumn... Columns>
struct Selection {
  std::tuple<typename Columns::Type...> values;

  template <AnyColumn Wanted>
    requires(std::same_as<Wanted, Columns> || ...)
  const typename Wanted::Type& operator[](Wanted) const {
    return std::get<index_of<Wanted>()>(values);
  }

 private:
  template <class Wanted>
  static constexpr std::size_t index_of() {
    constexpr std::array<bool, sizeof...(Columns)> matches{std::same_as<Wanted, Columns>...};
    std::size_t index = 0;
    while (!matches[index]) ++index;
    return index;
  }
};

template <class... Columns>
struct JsonCodec<Selection<Columns...>> {
  static Expected<void> decode(const Json& json, Selection<Columns...>& row) {
    if (!json.is_object()) return unfit(json, "an object");
    Expected<void> result;
    std::apply([&](auto&... values) { (read(json, Columns::name(), values, result) && ...); }, row.values);
    return result;
  }

 private:
  template <class Type>
  static bool read(const Json& json, std::string_view name, Type& value, Expected<void>& result) {
    auto decoded = json[name].template as<Type>();
    if (decoded) {
      value = *std::move(decoded);
    } else {
      result = std::unexpected(in_column(name, std::move(decoded.error())));
    }
    return decoded.has_value();
  }
};

/// "id,name", made by the compiler.
template <AnyColumn... Columns>
struct JoinedNames {
  static constexpr std::string_view text() { return {characters.data(), characters.size()}; }

 private:
  static constexpr auto characters = [] {
    std::array<char, (Columns::query_name().size() + ...) + sizeof...(Columns) - 1> joined{};
    std::size_t place = 0;
    const auto append = [&](std::string_view name) {
      if (place > 0) joined[place++] = ',';
      for (const char character : name) joined[place++] = character;
    };
    (append(Columns::query_name()), ...);
    return joined;
  }();
};

/// A query for rows of the type `Row` out of `Type`.
template <TableType Type, class Row>
class TypedQuery {
 public:
  explicit TypedQuery(Query query) : query_(std::move(query)) {}

  /// Further calls narrow what is there.
  TypedQuery& where(const Condition<Type>& condition) { return query_.where(condition.predicate), *this; }
  template <ColumnOf<Type> Sorted>
  TypedQuery& order(Sorted, Order direction = asc, std::optional<Nulls> nulls = std::nullopt) {
    return query_.order(Sorted::query_name(), direction, nulls), *this;
  }
  TypedQuery& limit(std::int64_t rows) { return query_.limit(rows), *this; }
  TypedQuery& offset(std::int64_t rows) { return query_.offset(rows), *this; }
  /// Rows `from` to `to`, both included, counted from 0.
  TypedQuery& range(std::int64_t from, std::int64_t to) { return query_.range(from, to), *this; }
  TypedQuery& max_affected(std::int64_t rows) { return query_.max_affected(rows), *this; }
  TypedQuery& timeout(std::chrono::milliseconds limit) { return query_.timeout(limit), *this; }

  /// The rows. Errors: as of Query::fetch.
  Expected<std::vector<Row>> execute() const { return query_.template fetch<Row>(); }
  /// The same, later.
  Async<Expected<std::vector<Row>>> async() const { return query_.template fetch_async<Row>(); }
  /// The only row; PGRST116 where there are more or none.
  Expected<Row> one() const { return query_.template fetch_one<Row>(); }
  /// One row or none.
  Expected<std::optional<Row>> optional() const { return query_.template fetch_optional<Row>(); }
  /// Row by row as they arrive; false ends it.
  Expected<std::int64_t> for_each(const std::function<bool(Row)>& take) const {
    return query_.template for_each<Row>(take);
  }
  /// How many rows there are, without any of them.
  Expected<std::int64_t> count(Count how = Count::exact) const {
    Query counting = query_;
    auto response = counting.count(how).head().execute();
    if (!response) return std::unexpected(std::move(response.error()));
    if (!response->count) return failure("marque.bad_answer", "the server sent no count");
    return *response->count;
  }

  /// The query itself, for what only texts can say.
  Query& query() { return query_; }
  const Query& query() const { return query_; }

 private:
  Query query_;
};

/// A table with its columns, from which typed queries begin.
template <class Type>
class TypedTable {
 public:
  using Row = typename TableTraits<Type>::Row;

  explicit TypedTable(Table table) : table_(std::move(table)) {}

  /// All columns.
  TypedQuery<Type, Row> select() const {
    return TypedQuery<Type, Row>(std::apply(
        [this](auto... columns) { return table_.select(JoinedNames<decltype(columns)...>::text()); },
        TableTraits<Type>::columns));
  }
  /// These columns.
  template <auto... columns>
    requires(sizeof...(columns) > 0 && (ColumnOf<std::remove_cv_t<decltype(columns)>, Type> && ...))
  auto select() const {
    return TypedQuery<Type, Selection<std::remove_cv_t<decltype(columns)>...>>(
        table_.select(JoinedNames<std::remove_cv_t<decltype(columns)>...>::text()));
  }

  /// One row: `insert(brands::name = "Acme", brands::user_id = id)`. Does not compile while a column is
  /// missing that may not be null and has no default.
  template <AssignmentTo<Type>... Assignments>
  TypedQuery<Type, Row> insert(const Assignments&... values) const {
    static_assert(has_all_required<typename Assignments::Column...>(),
                  "a column is missing that may not be null and has no default");
    return TypedQuery<Type, Row>(table_.insert(fields(values...)));
  }
  /// Changes the rows that `where` names.
  template <AssignmentTo<Type>... Assignments>
    requires(sizeof...(Assignments) > 0)
  TypedQuery<Type, Row> update(const Assignments&... values) const {
    return TypedQuery<Type, Row>(table_.update(fields(values...)));
  }
  /// Deletes the rows that `where` names.
  TypedQuery<Type, Row> delete_() const { return TypedQuery<Type, Row>(table_.delete_()); }

 private:
  template <class Wanted, class... Given>
  static constexpr bool is_filled() {
    return Wanted::filled != Filling::required || (std::same_as<Wanted, Given> || ...);
  }
  template <class... Given>
  static constexpr bool has_all_required() {
    return std::apply([](auto... columns) { return (is_filled<decltype(columns), Given...>() && ...); },
                      TableTraits<Type>::columns);
  }
  template <class... Assignments>
  static Json fields(const Assignments&... values) {
    std::vector<JsonField> all;
    (all.push_back({std::string(Assignments::Column::name()), values.value}), ...);
    return Json::object(std::move(all));
  }

  Table table_;
};

template <class Type>
TypedTable<Type> Client::from() const {
  static_assert(TableType<Type>, "from<…>() wants a table out of a header of `marque gen types --lang cpp`");
  return TypedTable<Type>(schema(TableTraits<Type>::schema).from(TableTraits<Type>::name));
}

}  // namespace marque
