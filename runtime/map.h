// Maps: keys are Ints, Bools and Strings. Entries stand in the order in which their keys came. Up to 8 are searched one
// by one; more have an index, a hash table with open addressing, never more than half full. What stands there is the
// number of an entry, from 1 on, and above it as many bits of the key's hash as there is room for, so that other keys
// are mostly passed over without a look at them.
#pragma once
#include "runtime/list.h"

// With an entry that is not there: gcc wonders about what no test of `count` lets be read.
static struct seq_map const seq_map_empty = {{-1, 0, SEQ_SHAPE_MAP}, 0, 0, 0, 0, {{SEQ_ENTRY_GONE, 0}}};

static inline struct seq_map *seq_map_of(seq_value value) {
  return (struct seq_map *)seq_object(value);
}

static inline struct seq_map *seq_as_map(seq_value value, char const *message, seq_site site) {
  if (!seq_is_map(value)) seq_fail_value(message, value, site);
  return seq_map_of(value);
}

static inline void seq_map_check_key(seq_value key, char const *message, seq_site site) {
  if (!(key & 1) && !SEQ_IS_IMMEDIATE(key, SEQ_BOOL) && !seq_is_string(key)) seq_fail_value(message, key, site);
}

static uint32_t seq_bytes_hash(char const *bytes, size_t length) {
  uint64_t hash = length * 0x9e3779b97f4a7c15, part;
  for (; length >= 8; bytes += 8, length -= 8) {
    __builtin_memcpy(&part, bytes, 8);
    hash = (hash ^ part) * 0xff51afd7ed558ccd;
    hash ^= hash >> 32;
  }
  part = 0;
  __builtin_memcpy(&part, bytes, length);
  hash = (hash ^ part) * 0xff51afd7ed558ccd;
  return (uint32_t)((hash ^ hash >> 32) * 0x9e3779b97f4a7c15 >> 32);
}

static inline uint32_t seq_key_hash(seq_value key) {
  if (!seq_is_object(key)) return (uint32_t)((key ^ key >> 32) * 0x9e3779b97f4a7c15 >> 32);
  seq_string text = (seq_string)seq_object(key);
  return seq_bytes_hash(text->bytes, text->length);
}

// For keys that are not the same word.
static inline seq_bool seq_key_equal(seq_value a, seq_value b) {
  if (!seq_is_object(a) || !seq_is_object(b)) return 0;
  seq_string x = (seq_string)seq_object(a), y = (seq_string)seq_object(b);
  return x->length == y->length && __builtin_memcmp(x->bytes, y->bytes, x->length) == 0;
}

static inline uint32_t *seq_map_hashes(struct seq_map *map) {
  return (uint32_t *)(map->entries + map->capacity);
}

// One number of the index.
static inline uint32_t seq_map_index_get(struct seq_map *map, size_t slot) {
  void *index = seq_map_hashes(map) + map->capacity;
  size_t width = seq_map_index_width(map->capacity);
  return width == 1 ? ((uint8_t *)index)[slot] : width == 2 ? ((uint16_t *)index)[slot] : ((uint32_t *)index)[slot];
}

static inline void seq_map_index_put(struct seq_map *map, size_t slot, uint32_t number) {
  void *index = seq_map_hashes(map) + map->capacity;
  size_t width = seq_map_index_width(map->capacity);
  if (width == 1) ((uint8_t *)index)[slot] = (uint8_t)number;
  else if (width == 2) ((uint16_t *)index)[slot] = (uint16_t)number;
  else ((uint32_t *)index)[slot] = number;
}

// Where a hash begins to search in an index of twice the capacity, a power of two.
static inline size_t seq_map_first_slot(struct seq_map *map, uint32_t hash) {
  return hash >> __builtin_clz(map->capacity);
}

// The bits of a hash that stand above the numbers in the index.
static inline uint32_t seq_map_hash_bits(struct seq_map *map, uint32_t hash) {
  size_t width = seq_map_index_width(map->capacity);
  return hash * (2 * map->capacity) & (width == 1 ? 0xff : width == 2 ? 0xffff : 0xffffffff);
}

enum { SEQ_MAP_NONE = -1 };

// The number of the entry of a key; SEQ_MAP_NONE if there is none.
static int64_t seq_map_find(struct seq_map *map, seq_value key, uint32_t hash) {
  if (map->capacity <= SEQ_MAP_LINEAR) {
    for (uint32_t i = 0; i < map->used; i++)
      if (map->entries[i].key == key || seq_key_equal(map->entries[i].key, key)) return i;
    return SEQ_MAP_NONE;
  }
  uint32_t mask = map->capacity * 2 - 1, bits = seq_map_hash_bits(map, hash);
  for (size_t slot = seq_map_first_slot(map, hash);; slot = (slot + 1) & mask) {
    uint32_t found = seq_map_index_get(map, slot), number = (found & mask) - 1;
    if (found == 0) return SEQ_MAP_NONE;
    if ((found & ~mask) != bits) continue;
    seq_value other = map->entries[number].key;
    if (other == key) return number;
    if (seq_is_object(key) && seq_map_hashes(map)[number] == hash && seq_key_equal(other, key)) return number;
  }
}

// Only maps with an index need hashes.
static inline uint32_t seq_map_hash(struct seq_map *map, seq_value key) {
  return map->capacity > SEQ_MAP_LINEAR ? seq_key_hash(key) : 0;
}

// Adds an entry of a new key; there must be room.
static void seq_map_add(struct seq_map *map, seq_value key, uint32_t hash, seq_value value) {
  uint32_t number = map->used++;
  map->entries[number] = (struct seq_entry){key, value};
  map->count++;
  if (map->capacity <= SEQ_MAP_LINEAR) return;
  seq_map_hashes(map)[number] = hash;
  size_t mask = (size_t)map->capacity * 2 - 1, slot = seq_map_first_slot(map, hash);
  while (seq_map_index_get(map, slot) != 0) slot = (slot + 1) & mask;
  seq_map_index_put(map, slot, seq_map_hash_bits(map, hash) | (number + 1));
}

static struct seq_map *seq_map_new(uint32_t capacity, char const *word) {
  if (capacity > 1u << 30) seq_out_of_memory(word);
  struct seq_map *map = seq_allocate(seq_map_size(capacity), word);
  map->header = (struct seq_header){0, 0, SEQ_SHAPE_MAP};
  map->count = map->used = map->unused = 0;
  map->capacity = capacity;
  size_t index = (size_t)capacity * 2 * seq_map_index_width(capacity);
  if (capacity > SEQ_MAP_LINEAR) __builtin_memset(seq_map_hashes(map) + capacity, 0, index);
  return map;
}

// The capacity of a map for so many entries.
static uint32_t seq_map_room(uint32_t count) {
  return count <= 2 ? 2 : count <= 4 ? 4 : 1u << (32 - __builtin_clz(count - 1));
}

// A map of one owner with the same entries and room for `capacity`, a power of two that is not too small. Consumes the
// map; moves the entries if it has one owner.
static struct seq_map *seq_map_rebuild(struct seq_map *map, uint32_t capacity, char const *word) {
  struct seq_map *fresh = seq_map_new(capacity, word);
  seq_bool move = map->header.rc == 0;
  for (uint32_t i = 0; i < map->used; i++) {
    struct seq_entry entry = map->entries[i];
    if (entry.key == SEQ_ENTRY_GONE) continue;
    if (!move) {
      seq_value_retain(entry.key);
      seq_value_retain(entry.value);
    }
    uint32_t hash = capacity <= SEQ_MAP_LINEAR ? 0
                    : map->capacity > SEQ_MAP_LINEAR ? seq_map_hashes(map)[i] : seq_key_hash(entry.key);
    seq_map_add(fresh, entry.key, hash, entry.value);
  }
  if (map->header.rc > 0) seq_count_copy();
  if (move) seq_deallocate(map, seq_map_size(map->capacity));
  else seq_object_release(&map->header);
  return fresh;
}

// The map itself if it has one owner, else a copy that has. Consumes it.
static inline struct seq_map *seq_map_own(struct seq_map *map, char const *word) {
  return map->header.rc == 0 ? map : seq_map_rebuild(map, seq_map_room(map->count), word);
}

//: map.make ( -- M )                              own -> fresh
//  The empty map.
//  flow -- Map[K T]
//      map.make son.dump                        -> "map-of"
static inline seq_value seq_map_make(void) {
  return (uintptr_t)&seq_map_empty;
}

//: map.set ( M K V -- N )                         fails own consume consume consume -> fresh-or-input
//  The map with a value at a key: an Int, a Bool or a String. In place if nothing else holds the map.
//  flow M[K T] K T -- M[K T]
//      map.make 1 "a" map.set 1 "b" map.set son.dump            -> "map-of 1 \"b\" kv"
//      map.make "k" 1 map.set true "x" map.set son.dump         -> "map-of true \"x\" kv \"k\" 1 kv"
static seq_value seq_map_set(seq_value value, seq_value key, seq_value item, seq_site site) {
  seq_map_check_key(key, "map-set: key must be Int, String, or Bool, got {}", site);
  struct seq_map *map = seq_as_map(value, "map-set: expected Map, got {}", site);
  uint32_t hash = seq_map_hash(map, key);
  int64_t number = seq_map_find(map, key, hash);
  if (number == SEQ_MAP_NONE) {
    if (map->used == map->capacity || map->header.rc != 0) {
      map = seq_map_rebuild(map, seq_map_room(map->count + map->count / 4 + 1), "map.set");
      hash = seq_map_hash(map, key);
    }
    seq_map_add(map, key, hash, item);
    return (uintptr_t)map;
  }
  if (map->header.rc != 0) {
    map = seq_map_own(map, "map.set");
    number = seq_map_find(map, key, seq_map_hash(map, key));
  }
  seq_value *place = &map->entries[number].value, before = *place;
  *place = item;
  seq_value_release(before);
  seq_value_release(key);
  return (uintptr_t)map;
}

//: map.get ( M K -- V Bool )                      fails own borrow borrow -> part -
//  The value at a key and true; `0 false` if there is none.
//  flow M[K T] K -- T? Bool
//  take-out map.take-out before map.set
//      map.make "k" "v" map.set "k" map.get     -> "v" true
//      map.make "k" "v" map.set 1 map.get       -> 0 false
//      map.make 1 2 map.set true 3 map.set 1 map.get            -> 2 true
static struct seq_r_vb seq_map_get(seq_value value, seq_value key, seq_site site) {
  seq_map_check_key(key, "map-get: key must be Int, String, or Bool, got {}", site);
  struct seq_map *map = seq_as_map(value, "map-get: expected Map, got {}", site);
  int64_t number = seq_map_find(map, key, seq_map_hash(map, key));
  if (number == SEQ_MAP_NONE) return (struct seq_r_vb){seq_box_int(0), 0};
  return (struct seq_r_vb){map->entries[number].value, 1};
}

//: map.take-out ( M K -- N V Bool )              internal fails own consume borrow -> fresh-or-input fresh -
//  The map and what `map.get` gives. If nothing else holds the map, the Int 0 stands in the place of the value.
//  flow M[K T] K -- M[K T] T? Bool
//      map.make "k" 0 map.set "k" map.take-out          -> map.make "k" 0 map.set 0 true
//      map.make "k" "v" map.set 1 map.take-out          -> map.make "k" "v" map.set 0 false
static struct seq_r_vvb seq_map_take_out(seq_value value, seq_value key, seq_site site) {
  seq_map_check_key(key, "map-get: key must be Int, String, or Bool, got {}", site);
  struct seq_map *map = seq_as_map(value, "map-get: expected Map, got {}", site);
  int64_t number = seq_map_find(map, key, seq_map_hash(map, key));
  if (number == SEQ_MAP_NONE) return (struct seq_r_vvb){value, seq_box_int(0), 0};
  seq_value *place = &map->entries[number].value, item = *place;
  if (map->header.rc == 0) *place = seq_box_int(0);
  else seq_value_retain(item);
  return (struct seq_r_vvb){value, item, 1};
}

//: map.has? ( M K -- Bool )                       fails own borrow borrow -> -
//  True if there is a value at the key.
//  flow M[K T] K -- Bool
//      map.make "k" "v" map.set "k" map.has?    -> true
//      map.make "k" "v" map.set "v" map.has?    -> false
static seq_bool seq_map_has(seq_value value, seq_value key, seq_site site) {
  seq_map_check_key(key, "map-has?: key must be Int, String, or Bool, got {}", site);
  struct seq_map *map = seq_as_map(value, "map-has?: expected Map, got {}", site);
  return seq_map_find(map, key, seq_map_hash(map, key)) != SEQ_MAP_NONE;
}

//: map.remove ( M K -- N )                        fails own consume borrow -> fresh-or-input
//  The map without a key. In place if nothing else holds the map.
//  flow M[K T] K -- M[K T]
//      map.make "a" 1 map.set "b" 2 map.set "a" map.remove son.dump     -> "map-of \"b\" 2 kv"
//      map.make "a" "x" map.set "b" map.remove son.dump                 -> "map-of \"a\" \"x\" kv"
static seq_value seq_map_remove(seq_value value, seq_value key, seq_site site) {
  seq_map_check_key(key, "map-remove: key must be Int, String, or Bool, got {}", site);
  struct seq_map *map = seq_as_map(value, "map-remove: expected Map, got {}", site);
  int64_t number = seq_map_find(map, key, seq_map_hash(map, key));
  if (number == SEQ_MAP_NONE) return value;
  if (map->header.rc != 0) {
    map = seq_map_own(map, "map.remove");
    number = seq_map_find(map, key, seq_map_hash(map, key));
  }
  struct seq_entry entry = map->entries[number];
  map->entries[number] = (struct seq_entry){SEQ_ENTRY_GONE, SEQ_ENTRY_GONE};
  map->count--;
  if (map->count < map->used / 2) map = seq_map_rebuild(map, seq_map_room(map->count), "map.remove");
  seq_value_release(entry.key);
  seq_value_release(entry.value);
  return (uintptr_t)map;
}

// The keys (part 0) or values (part 1) as a list.
static seq_variant seq_map_list(struct seq_map *map, int part, char const *word) {
  if (map->count == 0) return SEQ_VARIANT(SEQ_LIST);
  seq_variant list = seq_cell_new(SEQ_LIST, map->count, seq_cell_room(map->count, word), word);
  seq_value *to = seq_variant_fields(list);
  for (uint32_t i = 0; i < map->used; i++) {
    if (map->entries[i].key == SEQ_ENTRY_GONE) continue;
    *to = part == 0 ? map->entries[i].key : map->entries[i].value;
    seq_value_retain(*to++);
  }
  return list;
}

//: map.keys ( M -- V )                            fails own borrow -> fresh
//  The keys as a list, in the order in which they came.
//  flow M[K T] -- List[K]
//      map.make "b" 1 map.set 2 "c" map.set map.keys    -> list.make "b" list.push 2 list.push
//      map.make map.keys                        -> list.make
static seq_variant seq_map_keys(seq_value map, seq_site site) {
  return seq_map_list(seq_as_map(map, "map-keys: expected Map, got {}", site), 0, "map.keys");
}

//: map.values ( M -- V )                          fails own borrow -> fresh
//  The values as a list, in the order of `map.keys`.
//  flow M[K T] -- List[T]
//      map.make "b" 1 map.set 2 "c" map.set map.values  -> list.make 1 list.push "c" list.push
static seq_variant seq_map_values(seq_value map, seq_site site) {
  return seq_map_list(seq_as_map(map, "map-values: expected Map, got {}", site), 1, "map.values");
}

//: map.size ( M -- Int )                          fails own borrow -> -
//  The number of keys.
//  flow M[K T] -- Int
//      map.make 1 "a" map.set 1 "b" map.set map.size    -> 1
static inline seq_int seq_map_size_of(seq_value map, seq_site site) {
  return seq_as_map(map, "map-size: expected Map, got {}", site)->count;
}

//: map.empty? ( M -- Bool )                       fails own borrow -> -
//  True if there are no keys.
//  flow M[K T] -- Bool
//      map.make map.empty?                      -> true
//      map.make 1 "a" map.set map.empty?        -> false
static inline seq_bool seq_map_is_empty(seq_value map, seq_site site) {
  return seq_as_map(map, "map-empty?: expected Map, got {}", site)->count == 0;
}

//: map.of-each ( M -- N )                         internal fails own consume -> fresh-or-input
//  The argument of `map.each`, which must be a map.
//  flow M[K T] -- M[K T]
static inline seq_value seq_map_of_each(seq_value map, seq_site site) {
  seq_as_map(map, "map.each: expected Map, got {}", site);
  return map;
}

//: map.of-fold ( M -- N )                         internal fails own consume -> fresh-or-input
//  The argument of `map.fold`, which must be a map.
//  flow M[K T] -- M[K T]
static inline seq_value seq_map_of_fold(seq_value map, seq_site site) {
  seq_as_map(map, "map.fold: expected Map, got {}", site);
  return map;
}

//: map.next ( M Int -- Int )                      internal own borrow - -> -
//  The number of the first entry from that one on; -1 if there is none.
//  flow M[K T] Int -- Int
//      map.make 1 "a" map.set 2 "b" map.set 1 map.remove 0 map.next     -> 1
//      map.make 1 "a" map.set 1 map.next        -> -1
static inline seq_int seq_map_next(seq_value map, seq_int number) {
  struct seq_map *entries = seq_map_of(map);
  for (; number < entries->used; number++)
    if (entries->entries[number].key != SEQ_ENTRY_GONE) return number;
  return -1;
}

//: map.key-at ( M Int -- K )                      internal own borrow - -> part
//  The key of an entry.
//  flow M[K T] Int -- K
//      map.make "a" 2 map.set 0 map.key-at      -> "a"
static inline seq_value seq_map_key_at(seq_value map, seq_int number) {
  return seq_map_of(map)->entries[number].key;
}

//: map.value-at ( M Int -- T )                    internal own borrow - -> part
//  The value of an entry.
//  flow M[K T] Int -- T
//      map.make 1 "b" map.set 0 map.value-at    -> "b"
static inline seq_value seq_map_value_at(seq_value map, seq_int number) {
  return seq_map_of(map)->entries[number].value;
}
