#include "peval/lower_objects.h"

#include <algorithm>
#include <fmt/format.h>

#include "peval/builder.h"

namespace seq2c::core {

namespace {

constexpr std::string_view list_tag = "List";
constexpr std::uint32_t most_lists = 64;   // told apart in a program; all that are made elsewhere are one object
constexpr std::uint32_t most_calls = 4;    // that tell lists made at the same place apart

}  // namespace

Id<ObjectSet> Objects::set_of(std::string key, Object::Of of, std::string_view tag) {
  auto const [found, is_new] = index_.try_emplace(std::move(key));
  if (is_new) {
    Object object;
    object.of = of;
    object.tag = tag;
    found->second = program_.intern(std::vector{objects_.add(std::move(object))});
  }
  return found->second;
}

// A tag may be any text; the other objects have keys that no tag can be mistaken for.
Id<ObjectSet> Objects::of_tag(std::string_view tag) { return set_of(":" + std::string(tag), Object::Of::tag, tag); }
Id<ObjectSet> Objects::of_computed_tag() { return set_of("computed", Object::Of::computed_tag, ""); }
Id<ObjectSet> Objects::of_map() { return set_of("map", Object::Of::map, ""); }

Id<ObjectSet> Objects::of_stack() {
  auto const set = set_of("stack", Object::Of::tag, list_tag);
  construct(set, {});
  keep_tagged(set);
  return set;
}

template <class Each>
void Objects::each(Id<ObjectSet> objects, std::optional<std::string_view> tag, Each const& each) {
  for (auto const id : program_.object_sets[objects].objects) {
    auto& object = objects_[id];
    if (!tag || object.of == Object::Of::computed_tag || (object.of == Object::Of::tag && object.tag == *tag)) each(object);
  }
}

Id<ObjectSet> Objects::of_list(Id<Origin> site) {
  std::string key = "list";
  Place place;
  for (std::uint32_t calls = 0; site && calls <= most_calls; ++calls) {
    auto const& origin = program_.origins[site];
    place = origin.place;
    key += fmt::format(" {} {} {}", origin.place.source.index, origin.place.line, origin.place.column);
    site = origin.inlined_at;
  }
  bool const is_known = index_.contains(key);
  if (hurries() || (!is_known && lists_ == most_lists)) key = "list";
  else if (!is_known) ++lists_;
  auto const set = set_of(std::move(key), Object::Of::tag, list_tag);
  each(set, {}, [&](Object& object) { object.made = place; });
  return set;
}

void Objects::widen(Object& object, std::optional<Type>& slot, Type const& type) {
  auto const joined = slot ? join_types(program_, *slot, type) : type;
  if (slot == joined) return;
  slot = joined;
  changed(object);
}

void Objects::read(Object& object) {
  if (object.readers.empty() || object.readers.back() != reader) object.readers.push_back(reader);
}

void Objects::changed(Object& object) {
  stale_readers_.insert(stale_readers_.end(), object.readers.begin(), object.readers.end());
  object.readers.clear();
}

void Objects::join(std::optional<Type>& into, std::optional<Type> const& type) {
  if (type) into = into ? join_types(program_, *into, *type) : *type;
}

void Objects::construct(Id<ObjectSet> objects, std::span<Type const> fields) {
  each(objects, {}, [&](Object& object) {
    if (object.fields.size() < fields.size()) {
      object.fields.resize(fields.size());
      changed(object);
    }
    for (std::size_t index = 0; index < fields.size(); ++index) widen(object, object.fields[index], fields[index]);
    if (fields.size() >= object.fewest) return;
    object.fewest = static_cast<std::uint32_t>(fields.size());
    changed(object);
  });
}

void Object::Noted::add(Type const& type, Place place) {
  if (!first) first.emplace(type, place);
  else if (!other && first->first.kind != type.kind) other.emplace(type, place);
}

void Objects::note(Id<ObjectSet> objects, Type const& type, Place place) {
  each(objects, {}, [&](Object& object) {
    object.elements.add(type, place);
    for (auto& field : object.noted) field.add(type, place);
  });
}

void Objects::note_fields(Id<ObjectSet> objects, std::span<Type const> fields, Place place) {
  each(objects, {}, [&](Object& object) {
    if (object.noted.size() < fields.size()) object.noted.resize(fields.size());
    for (std::size_t index = 0; index < fields.size(); ++index) object.noted[index].add(fields[index], place);
  });
}

void Objects::put(Id<ObjectSet> objects, Type const& type) {
  each(objects, {}, [&](Object& object) {
    for (auto& field : object.fields) widen(object, field, type);
    widen(object, object.rest, type);
  });
}

void Objects::put_key(Id<ObjectSet> objects, Type const& type) {
  each(objects, {}, [&](Object& object) { widen(object, object.keys, type); });
}

void Objects::shrink(Id<ObjectSet> objects) {
  each(objects, {}, [&](Object& object) {
    if (object.fewest == 0) return;
    object.fewest = 0;
    changed(object);
  });
}

std::optional<Kind> Objects::form(Id<ObjectSet> objects) {
  std::optional<Kind> all;
  bool mixed = false;
  each(objects, {}, [&](Object& object) {
    read(object);
    std::optional<Type> held = object.rest;
    for (auto const& field : object.fields) join(held, field);
    bool const is_list = object.of == Object::Of::tag && object.tag == list_tag;
    mixed = mixed || is_floats(object);  // an array, but no list
    if (is_list && !held && !object.tagged) return;  // always empty
    auto const form = is_list && !object.tagged && held->kind <= Kind::bool_ ? held->kind : Kind::any;
    mixed = mixed || all.value_or(form) != form;
    all = form;
  });
  return mixed ? std::nullopt : all;
}

// A variant that is made with some fields, all of them Floats, and never changed.
bool Objects::is_floats(Object const& object) {
  bool const is_record = object.of == Object::Of::tag && object.tag != list_tag && !object.tagged && !object.rest;
  return is_record && !object.fields.empty() && object.fewest == object.fields.size() &&
         std::ranges::all_of(object.fields, [](auto const& field) { return field && field->kind == Kind::float_; });
}

bool Objects::read_floats(Id<ObjectSet> objects, std::optional<std::string_view> tag) {
  bool floats = false, others = false;
  each(objects, tag, [&](Object& object) {
    read(object);
    (is_floats(object) ? floats : others) = true;
  });
  if (!floats || !others) return floats;
  each(objects, tag, [&](Object& object) {
    object.tagged = true;
    changed(object);
  });
  return false;
}

bool Objects::are_floats(std::string_view tag) const {
  auto const found = index_.find(":" + std::string(tag));
  return found != index_.end() && is_floats(objects_[program_.object_sets[found->second].objects[0]]);
}

void Objects::keep_tagged(Id<ObjectSet> objects) {
  each(objects, list_tag, [&](Object& object) {
    if (object.tagged) return;
    object.tagged = true;
    changed(object);
  });
}

std::vector<MixedSlot> Objects::mixed_slots() const {
  std::vector<MixedSlot> all;
  for (auto const& object : objects_) {
    auto const& [first, other] = object.elements;
    if (object.made.source && other && first->first.kind <= Kind::bool_)
      all.push_back({{}, 0, object.made, other->second, first->first.kind, other->first.kind});
    for (std::uint32_t index = 0; index < object.noted.size(); ++index) {
      auto const& [begin, change] = object.noted[index];
      auto const& cause = begin->first.kind == Kind::any ? begin : change;
      if (cause) all.push_back({object.tag, index, begin->second, cause->second, begin->first.kind, cause->first.kind});
    }
  }
  return all;
}

std::optional<Type> Objects::contents(Id<ObjectSet> objects) {
  std::optional<Type> all;
  each(objects, {}, [&](Object& object) {
    read(object);
    for (auto const& field : object.fields) join(all, field);
    join(all, object.rest);
  });
  return all;
}

std::optional<Type> Objects::keys(Id<ObjectSet> objects) {
  std::optional<Type> all;
  each(objects, {}, [&](Object& object) {
    read(object);
    join(all, object.keys);
  });
  return all;
}

std::optional<Type> Objects::field(Id<ObjectSet> objects, std::uint32_t index, std::optional<std::string_view> tag) {
  std::optional<Type> all;
  each(objects, tag, [&](Object& object) {
    read(object);
    if (index < object.fields.size()) join(all, object.fields[index]);
    join(all, object.rest);
  });
  return all;
}

bool Objects::have_fields(Id<ObjectSet> objects, std::uint32_t count, std::optional<std::string_view> tag) {
  bool have = true;
  each(objects, tag, [&](Object& object) {
    read(object);
    have = have && object.of != Object::Of::map && object.fewest >= count;
  });
  return have;
}

bool Objects::are_bare(Id<ObjectSet> objects, std::optional<std::string_view> tag) {
  bool bare = objects.index != 0;
  each(objects, tag, [&](Object& object) {
    read(object);
    bare = bare && object.of == Object::Of::tag && object.fields.empty() && !object.rest;
  });
  return bare;
}

bool Objects::may_have_tag(Id<ObjectSet> objects, std::string_view tag) const {
  return std::ranges::any_of(program_.object_sets[objects].objects, [&](Id<Object> id) {
    auto const& object = objects_[id];
    return object.of == Object::Of::computed_tag || (object.of == Object::Of::tag && object.tag == tag);
  });
}

bool Objects::must_have_tag(Id<ObjectSet> objects, std::string_view tag) const {
  return std::ranges::all_of(program_.object_sets[objects].objects, [&](Id<Object> id) {
    return objects_[id].of == Object::Of::tag && objects_[id].tag == tag;
  });
}

bool Objects::may_have_other_tag(Id<ObjectSet> objects, std::span<Pattern const> than) const {
  return std::ranges::any_of(program_.object_sets[objects].objects, [&](Id<Object> id) {
    auto const& object = objects_[id];
    if (object.of == Object::Of::computed_tag) return true;
    return object.of == Object::Of::tag && std::ranges::find(than, object.tag, &Pattern::tag) == than.end();
  });
}

std::vector<Pattern> Objects::variants(Id<ObjectSet> objects) {
  std::vector<Pattern> all;
  for (auto const id : program_.object_sets[objects].objects) {
    auto const& object = objects_[id];
    if (object.of != Object::Of::tag) return {};
    if (std::ranges::find(all, object.tag, &Pattern::tag) != all.end()) continue;
    Pattern pattern;
    pattern.tag = object.tag;
    if (object.tag != list_tag) {
      pattern.count = static_cast<std::uint32_t>(object.fields.size());
      pattern.sure = std::min(object.fewest, pattern.count);
      pattern.floats = is_floats(object);
    }
    all.push_back(std::move(pattern));
  }
  return all;
}

}  // namespace seq2c::core
