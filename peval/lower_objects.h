// What is known of the contents of variants and maps while a program is lowered.
//
// All variants of a run with the same tag are one abstract object, all maps another one; lists are told apart by the place that
// makes them, as long as there are not too many. The slots of an object hold the join of all types that are ever put there,
// wherever that happens (a field-based, flow-insensitive points-to analysis; Andersen, "Program analysis and specialization for
// the C programming language", 1994; abstract objects by tag instead of by place, but for lists). A slot that widens after it
// was read makes what was lowered from it stale: that is lowered once more.
#pragma once
#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "peval/core.h"

namespace seq2c::core {

// One abstract object.
struct Object {
  enum class Of : std::uint8_t { tag, computed_tag, map } of = Of::tag;
  std::string tag;
  std::vector<std::optional<Type>> fields;  // by position, as constructed
  std::optional<Type> rest, keys;           // what else it may hold; the keys of a map
  std::uint32_t fewest = ~0u;               // fields that each has at least
  std::vector<std::uint32_t> readers;       // the versions that were lowered from what was known
  bool tagged = false;                      // it holds tagged words, whatever they are
  Place made;                               // of a list
  // What was put into a list first, and the first of another kind; the same for the fields that a variant is made of.
  struct Noted {
    std::optional<std::pair<Type, Place>> first, other;
    void add(Type const& type, Place place);
  };
  Noted elements;
  std::vector<Noted> noted;
};

class Objects {
 public:
  explicit Objects(Program& program) : program_(program) {}

  Id<ObjectSet> of_tag(std::string_view tag);
  Id<ObjectSet> of_computed_tag();
  Id<ObjectSet> of_map();
  // Lists that hold stacks (lower_spill.cpp).
  Id<ObjectSet> of_stack();
  // Lists made there, or through the calls that came there.
  Id<ObjectSet> of_list(Id<Origin> site);

  // A variant of one of these objects is made with just these fields.
  void construct(Id<ObjectSet> objects, std::span<Type const> fields);
  // Something is put into one of these objects: at any place; as a key.
  void put(Id<ObjectSet> objects, Type const& type);
  void put_key(Id<ObjectSet> objects, Type const& type);
  // For remarks: what is put into them, where; what such a variant is made of, where.
  void note(Id<ObjectSet> objects, Type const& type, Place place);
  void note_fields(Id<ObjectSet> objects, std::span<Type const> fields, Place place);
  // From now on they may have any number of fields.
  void shrink(Id<ObjectSet> objects);

  // What a value taken out of one of these may be; nothing if they hold nothing.
  std::optional<Type> contents(Id<ObjectSet> objects);
  std::optional<Type> keys(Id<ObjectSet> objects);
  // Field `index` of those that may have that tag; of all, without one.
  std::optional<Type> field(Id<ObjectSet> objects, std::uint32_t index, std::optional<std::string_view> tag = {});
  // Int, Float or Bool if all of these that are not always empty are lists that are arrays of it; `any` if none of them is an
  // array.
  std::optional<Kind> form(Id<ObjectSet> objects);
  // True if what these are (with that tag) hold their fields as Floats, so that one who knows that may read them. If only some
  // do, none does from now on.
  bool read_floats(Id<ObjectSet> objects, std::optional<std::string_view> tag = {});
  // True if all variants with that tag do.
  bool are_floats(std::string_view tag) const;
  // Lists among these are no arrays: they are made or changed by what knows only tagged words.
  void keep_tagged(Id<ObjectSet> objects);
  // True if nothing more is told apart: what is known of containers spreads too slowly.
  bool hurries() const { return rounds_ > most_rounds; }
  std::vector<MixedSlot> mixed_slots() const;
  // True if all of these (with that tag) have at least `count` fields.
  bool have_fields(Id<ObjectSet> objects, std::uint32_t count, std::optional<std::string_view> tag = {});
  // True if none of these (with that tag) has fields.
  bool are_bare(Id<ObjectSet> objects, std::optional<std::string_view> tag = {});
  // True if one of these may have that tag; if all surely have.
  bool may_have_tag(Id<ObjectSet> objects, std::string_view tag) const;
  bool must_have_tag(Id<ObjectSet> objects, std::string_view tag) const;
  // What these are, a pattern for each tag, without the fields of lists; none if some may have any tag, or may be maps.
  std::vector<Pattern> variants(Id<ObjectSet> objects);
  // True if one of these may have another tag than all of those.
  bool may_have_other_tag(Id<ObjectSet> objects, std::span<Pattern const> than) const;

  // The version that is being lowered: what is read is read for it.
  std::uint32_t reader = 0;
  // The versions that read something that widened afterwards, and have not been taken yet.
  std::vector<std::uint32_t> take_stale_readers() { return std::exchange(stale_readers_, {}); }
  // Some versions are lowered again.
  void begin_round() { ++rounds_; }

 private:
  static bool is_floats(Object const& object);
  Id<ObjectSet> set_of(std::string key, Object::Of of, std::string_view tag);
  template <class Each>
  void each(Id<ObjectSet> objects, std::optional<std::string_view> tag, Each const& each);
  void widen(Object& object, std::optional<Type>& slot, Type const& type);
  void read(Object& object);
  void changed(Object& object);
  static constexpr std::uint32_t most_rounds = 16;  // then no more lists are told apart
  void join(std::optional<Type>& into, std::optional<Type> const& type);

  Program& program_;
  Store<Object> objects_;
  std::unordered_map<std::string, Id<ObjectSet>> index_;
  std::uint32_t lists_ = 0, rounds_ = 0;
  std::vector<std::uint32_t> stale_readers_;
};

}  // namespace seq2c::core
