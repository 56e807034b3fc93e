# The library `runtime`: the table of words, the texts for emitted files, and the runtime's C for use inside the compiler.
# RUNTIME_CARD_TESTS: sources of the tests made from the cards, for tests/CMakeLists.txt.
set(runtime_folder ${PROJECT_SOURCE_DIR}/runtime)
set(runtime_generated ${PROJECT_BINARY_DIR}/generated/runtime)
set(runtime_view ${PROJECT_BINARY_DIR}/include/runtime)
file(MAKE_DIRECTORY ${runtime_generated} ${runtime_view})
file(CREATE_LINK ${runtime_folder} ${runtime_view}/runtime SYMBOLIC)

# Headers of emitted files, in the order in which they are printed.
set(runtime_headers
  platform_posix.h platform_bare.h attribute.h value.h results.h system_posix.h
  system_bare.h output_direct.h output_buffered.h complain.h end.h end_stats.h fail.h memory.h memory_check.h memory_stats.h memory_move.h
  text.h object.h cell_new.h form_tagged.h form_typed.h cell.h closure.h decimal.h symbol.h son.h show.h cast.h int.h bits.h bool.h float.h convert.h string.h encoding.h
  list.h variant.h tagged_list.h map.h join.h test.h signal.h)
list(TRANSFORM runtime_headers PREPEND ${runtime_folder}/)
list(APPEND runtime_headers ${runtime_generated}/case_tables.h)
# The words for typed lists: one text for the three forms.
function(add_list_form form Kind type SHAPE letter none one two)
  configure_file(${runtime_folder}/list_typed.h.in ${runtime_generated}/list_${form}.h @ONLY)
endfunction()
add_list_form(int Int seq_int SEQ_SHAPE_INTS i 0 1 -2)
add_list_form(float Float seq_float SEQ_SHAPE_FLOATS f 0.0 1.5 -0.0)
add_list_form(bool Bool seq_bool SEQ_SHAPE_BOOLS b false true false)
foreach(form int float bool)
  list(APPEND runtime_headers ${runtime_generated}/list_${form}.h)
endforeach()
foreach(header case.h io.h system.h start_posix.h start_bare.h)
  list(APPEND runtime_headers ${runtime_folder}/${header})
endforeach()
file(GLOB runtime_modules CONFIGURE_DEPENDS ${runtime_folder}/std/*.seq)
set(runtime_cards ${runtime_headers} ${runtime_folder}/prelude.seq ${runtime_folder}/later.seq ${runtime_folder}/core.seq
  ${runtime_modules})

add_executable(wordgen ${runtime_folder}/wordgen.cpp ${runtime_folder}/wordgen_cards.cpp ${runtime_folder}/wordgen_c.cpp)

set(SEQ2C_UNICODE /usr/share/unicode CACHE PATH "Folder of the Unicode character database (package unicode-data)")
add_executable(wordgen_unicode ${runtime_folder}/wordgen_unicode.cpp)
add_custom_command(
  OUTPUT ${runtime_generated}/case_tables.h
  COMMAND wordgen_unicode ${SEQ2C_UNICODE} ${runtime_generated}/case_tables.h
  DEPENDS wordgen_unicode
  COMMENT "Reading the Unicode character database")

set(runtime_tables ${runtime_generated}/words.cpp ${runtime_generated}/pieces.cpp ${runtime_generated}/modules.cpp)
add_custom_command(
  OUTPUT ${runtime_tables} ${runtime_generated}/fold.inc ${runtime_generated}/words.md
  COMMAND wordgen ${runtime_generated} ${runtime_cards}
  DEPENDS wordgen ${runtime_cards}
  COMMENT "Reading the word cards")

add_library(runtime STATIC
  ${runtime_folder}/word.cpp ${runtime_folder}/fold.cpp ${runtime_folder}/host.cpp ${runtime_folder}/host.c
  ${runtime_tables} ${runtime_generated}/fold.inc)
# host.c sees all of the runtime, of which it needs only the words; seq_apply_… is told nowhere but in the generated table.
set_source_files_properties(${runtime_folder}/host.c PROPERTIES
  COMPILE_OPTIONS "-Wno-unused-function;-Wno-missing-prototypes" OBJECT_DEPENDS ${runtime_generated}/fold.inc)
target_link_libraries(runtime PUBLIC m)
target_include_directories(runtime PUBLIC ${runtime_view} PRIVATE ${runtime_generated})

set(RUNTIME_CARD_TESTS ${runtime_folder}/tests/mini.cpp ${runtime_folder}/tests/card_tests.cpp
  ${runtime_folder}/tests/number_tests.cpp ${runtime_folder}/tests/data_tests.cpp)
