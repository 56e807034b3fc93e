// No expression has two owners: what takes an expression frees or uses its node.
#include <cstdint>
#include <cstdio>
#include <utility>

#include "pool.h"

enum class Kind : std::int64_t { variable, value, sum, product };

struct Expr {
  Kind kind;
  union {
    std::int64_t value;
    Expr *left;
  };
  Expr *right;
};

static Expr *leaf(Kind kind, std::int64_t value) {
  auto *const expr = static_cast<Expr *>(take_cell<Expr>());
  expr->kind = kind, expr->value = value;
  return expr;
}

static Expr *pair(Kind kind, Expr *left, Expr *right) {
  auto *const expr = static_cast<Expr *>(take_cell<Expr>());
  expr->kind = kind, expr->left = left, expr->right = right;
  return expr;
}

static Expr *make_expr(std::int64_t depth, std::int64_t value) {
  if (depth == 0) return value == 0 ? leaf(Kind::variable, 1) : leaf(Kind::value, value);
  auto *const left = make_expr(depth - 1, value + 1);
  return pair(Kind::sum, left, make_expr(depth - 1, value == 0 ? 0 : value - 1));
}

static std::pair<Expr *, Expr *> take_apart(Expr *expr) {
  std::pair const parts{expr->left, expr->right};
  give_cell(expr);
  return parts;
}

static Expr *append(Kind kind, Expr *first, Expr *second) {
  if (first->kind != kind) return pair(kind, first, second);
  auto const [left, right] = take_apart(first);
  return pair(kind, left, append(kind, right, second));
}

static Expr *associate(Expr *expr) {
  auto const kind = expr->kind;
  if (kind < Kind::sum) return expr;
  auto const [left, right] = take_apart(expr);
  auto *const second = associate(right);
  return append(kind, associate(left), second);
}

// A value on the left takes in one that stands on the right, or in a pair of the same kind there.
static Expr *fold_pair(Kind kind, Expr *left, Expr *right) {
  if (left->kind != Kind::value) return pair(kind, left, right);
  auto const joined = [&](std::int64_t other) { return kind == Kind::sum ? left->value + other : left->value * other; };
  if (right->kind == Kind::value) {
    auto *const result = leaf(Kind::value, joined(right->value));
    give_cell(left);
    give_cell(right);
    return result;
  }
  if (right->kind != kind) return pair(kind, left, right);
  bool const last = right->right->kind == Kind::value;
  if (!last && right->left->kind != Kind::value) return pair(kind, left, right);
  auto const [first, second] = take_apart(right);
  auto *const value = last ? second : first, *const rest = last ? first : second;
  auto *const result = pair(kind, leaf(Kind::value, joined(value->value)), rest);
  give_cell(left);
  give_cell(value);
  return result;
}

static Expr *fold(Expr *expr) {
  auto const kind = expr->kind;
  if (kind < Kind::sum) return expr;
  auto const [left, right] = take_apart(expr);
  auto *const second = fold(right);
  return fold_pair(kind, fold(left), second);
}

static std::int64_t evaluate(Expr const *expr) {
  switch (expr->kind) {
    case Kind::variable: return 0;
    case Kind::value: return expr->value;
    case Kind::sum: return evaluate(expr->left) + evaluate(expr->right);
    default: return evaluate(expr->left) * evaluate(expr->right);
  }
}

static void release(Expr *expr) {
  if (expr->kind >= Kind::sum) {
    release(expr->left);
    release(expr->right);
  }
  give_cell(expr);
}

int main(int, char **argv) {
  auto *expr = make_expr(std::atoll(argv[1]), 1);
  std::printf("%lld\n", static_cast<long long>(evaluate(expr)));
  expr = fold(associate(expr));
  std::printf("%lld\n", static_cast<long long>(evaluate(expr)));
  release(expr);
}
