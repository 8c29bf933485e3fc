#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "pg/migrations/docs_catalogue.hpp"

namespace marque::pg::migrations {
namespace {

// All lengths in pixels.
constexpr int kRow = 18, kTitle = 28, kBoxWidth = 270, kGapAcross = 110, kGapDown = 26, kMargin = 24;

constexpr const char* kStyle = R"(<style>
  svg { background: #ffffff; font-family: system-ui, sans-serif; font-size: 12px; }
  .box { fill: #ffffff; stroke: #94a3b8; }
  .title { fill: #e0e7ff; }
  .name { font-weight: 600; font-size: 13px; fill: #1e1b4b; }
  .column { fill: #0f172a; } .type { fill: #64748b; } .key { font-weight: 600; }
  .line { fill: none; stroke: #6366f1; stroke-width: 1.4; } .optional { stroke-dasharray: 5 3; }
  .end { fill: #4338ca; font-weight: 600; font-size: 11px; }
  @media (prefers-color-scheme: dark) {
    svg { background: #0b1020; }
    .box { fill: #111827; stroke: #475569; }
    .title { fill: #312e81; } .name { fill: #e0e7ff; }
    .column { fill: #e2e8f0; } .type { fill: #94a3b8; }
    .line { stroke: #818cf8; } .end { fill: #a5b4fc; }
  }
</style>
)";

struct Box {
  const DocTable* table = nullptr;
  int depth = 0;
  int x = 0, y = 0;
  int height() const { return kTitle + static_cast<int>(table->columns.size()) * kRow + 8; }
};

std::string escaped(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    if (c == '<')
      safe += "&lt;";
    else if (c == '>')
      safe += "&gt;";
    else if (c == '&')
      safe += "&amp;";
    else
      safe += c;
  }
  return safe;
}

// "timestamp with time zone" is too long for a box.
std::string short_type(std::string_view type) {
  if (type == "timestamp with time zone") return "timestamptz";
  if (type.starts_with("character varying")) return "varchar" + std::string(type.substr(17));
  return std::string(type);
}

class Picture {
 public:
  explicit Picture(const DocCatalogue& catalogue) {
    for (const DocTable* table : diagram_tables(catalogue)) boxes_[table->identity()] = {table, 0, 0, 0};
    find_depths();
    draw_roots_near();
    place();
  }

  std::string draw() const {
    std::string out = fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" height=\"{1}\" "
        "role=\"img\">\n"
        "<title>Tables and their references</title>\n{2}",
        width_, height_, kStyle);
    for (const auto& [name, box] : boxes_) draw_lines(out, box);
    for (const auto& [name, box] : boxes_) draw_box(out, box);
    return out + "</svg>\n";
  }

 private:
  // A table stands one column to the right of everything it refers to; a circle of references stops the
  // search.
  void find_depths() {
    for (std::size_t round = 0; round < boxes_.size(); ++round) {
      for (auto& [name, box] : boxes_) {
        for (const DocReference& reference : box.table->references) {
          const auto target = boxes_.find(reference.target);
          if (target == boxes_.end() || target->first == name) continue;
          box.depth =
              std::max(box.depth, std::min(target->second.depth + 1, static_cast<int>(boxes_.size()) - 1));
        }
      }
    }
  }

  // A table that refers to nothing stands right before the tables that refer to it.
  void draw_roots_near() {
    for (auto& [name, box] : boxes_) {
      if (!box.table->references.empty()) continue;
      int nearest = static_cast<int>(boxes_.size());
      for (const auto& [other_name, other] : boxes_) {
        for (const DocReference& reference : other.table->references) {
          if (reference.target == name) nearest = std::min(nearest, other.depth);
        }
      }
      if (nearest > 0 && nearest < static_cast<int>(boxes_.size())) box.depth = nearest - 1;
    }
  }

  void place() {
    std::map<int, int> bottoms;
    for (auto& [name, box] : boxes_) {
      int& bottom = bottoms.try_emplace(box.depth, kMargin).first->second;
      box.y = bottom;
      bottom += box.height() + kGapDown;
      height_ = std::max(height_, bottom - kGapDown + kMargin);
    }
    int column = 0;
    for (const auto& [depth, bottom] : bottoms) {
      for (auto& [name, box] : boxes_) {
        if (box.depth != depth) continue;
        box.x = kMargin + column * (kBoxWidth + kGapAcross);
        box.y += (height_ - kMargin - (bottom - kGapDown)) / 2;
      }
      ++column;
    }
    width_ = 2 * kMargin + column * (kBoxWidth + kGapAcross) - kGapAcross;
  }

  static int row_of(const Box& box, std::string_view column) {
    const auto found = std::ranges::find(box.table->columns, column, &DocColumn::name);
    return box.y + kTitle + 4 + static_cast<int>(found - box.table->columns.begin()) * kRow + kRow / 2;
  }

  void draw_lines(std::string& out, const Box& box) const {
    for (const DocReference& reference : box.table->references) {
      const auto target = boxes_.find(reference.target);
      if (target == boxes_.end() || &target->second == &box) continue;
      const std::size_t comma = reference.columns.rfind(", ");
      const std::string column =
          comma == reference.columns.npos ? reference.columns : reference.columns.substr(comma + 2);
      const int from_x = box.x, from_y = row_of(box, column);
      const int to_x = target->second.x + kBoxWidth, to_y = target->second.y + kTitle / 2;
      const int bend = std::max(40, (from_x - to_x) / 2);
      out += fmt::format("<path class=\"line{}\" d=\"M{} {} C{} {} {} {} {} {}\"/>\n",
                         reference.optional ? " optional" : "", to_x, to_y, to_x + bend, to_y, from_x - bend,
                         from_y, from_x, from_y);
      out += fmt::format("<text class=\"end\" x=\"{}\" y=\"{}\">1</text>\n", to_x + 5, to_y - 5);
      out += fmt::format("<text class=\"end\" x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>\n", from_x - 5,
                         from_y - 5, reference.to_one ? "1" : "N");
    }
  }

  static void draw_box(std::string& out, const Box& box) {
    const std::string name = box.table->schema == "public" ? box.table->name : box.table->identity();
    out += fmt::format("<rect class=\"box\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"6\"/>\n", box.x,
                       box.y, kBoxWidth, box.height());
    out += fmt::format("<rect class=\"title\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"5\"/>\n",
                       box.x + 1, box.y + 1, kBoxWidth - 2, kTitle - 2);
    out += fmt::format("<text class=\"name\" x=\"{}\" y=\"{}\">{}</text>\n", box.x + 10, box.y + 19,
                       escaped(name));
    int y = box.y + kTitle + 4 + kRow - 5;
    for (const DocColumn& column : box.table->columns) {
      const bool key = column.in_primary_key || column.in_foreign_key;
      out += fmt::format("<text class=\"column{}\" x=\"{}\" y=\"{}\">{}{}</text>", key ? " key" : "",
                         box.x + 10, y, escaped(column.name), column.nullable ? "" : " *");
      out += fmt::format("<text class=\"type\" x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>\n",
                         box.x + kBoxWidth - 10, y, escaped(short_type(column.type)));
      y += kRow;
    }
  }

  std::map<std::string, Box> boxes_;
  int width_ = 0, height_ = 0;
};

}  // namespace

std::string write_svg(const DocCatalogue& catalogue) { return Picture(catalogue).draw(); }

}  // namespace marque::pg::migrations
