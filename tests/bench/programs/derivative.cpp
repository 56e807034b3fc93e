// Expressions share their parts, so they are counted.
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <utility>

#include "pool.h"

enum class Kind : std::int32_t { number, name, sum, product, power, log };

struct Expr;
static void give_back(Expr *expr);

class Ref {
 public:
  Ref(Expr *expr) : expr_(expr) {}
  Ref(Ref const &other);
  Ref(Ref &&other) noexcept : expr_(std::exchange(other.expr_, nullptr)) {}
  Ref &operator=(Ref other) {
    std::swap(expr_, other.expr_);
    return *this;
  }
  ~Ref();
  Expr const *operator->() const { return expr_; }
  Expr const &operator*() const { return *expr_; }

 private:
  Expr *expr_;
};

struct Expr {
  std::int32_t owners;
  Kind kind;
  union {
    std::int64_t value;
    char const *name;
    Expr *left;
  };
  Expr *right;
};

Ref::Ref(Ref const &other) : expr_(other.expr_) { expr_->owners++; }
Ref::~Ref() {
  if (expr_ && --expr_->owners == 0) give_back(expr_);
}

static void release(Expr *expr) {
  if (--expr->owners == 0) give_back(expr);
}

static void give_back(Expr *expr) {
  if (expr->kind >= Kind::sum) release(expr->left);
  if (expr->kind >= Kind::sum && expr->kind != Kind::log) release(expr->right);
  give_cell(expr);
}

static Ref number(std::int64_t value) {
  auto *const expr = static_cast<Expr *>(take_cell<Expr>());
  expr->owners = 1, expr->kind = Kind::number, expr->value = value;
  return expr;
}

static Ref name(char const *text) {
  auto *const expr = static_cast<Expr *>(take_cell<Expr>());
  expr->owners = 1, expr->kind = Kind::name, expr->name = text;
  return expr;
}

static Expr *keep(Expr const &expr) {
  const_cast<Expr &>(expr).owners++;
  return const_cast<Expr *>(&expr);
}

static Ref pair(Kind kind, Ref const &left, Ref const &right) {
  auto *const expr = static_cast<Expr *>(take_cell<Expr>());
  expr->owners = 1, expr->kind = kind, expr->left = keep(*left), expr->right = keep(*right);
  return expr;
}

static bool is_number(Ref const &expr, std::int64_t value) { return expr->kind == Kind::number && expr->value == value; }

static Ref add(Ref left, Ref right) {
  if (left->kind == Kind::number && right->kind == Kind::number) return number(left->value + right->value);
  if (is_number(right, 0)) return left;
  if (is_number(left, 0)) return right;
  return pair(Kind::sum, left, right);
}

static Ref times(Ref left, Ref right) {
  if (left->kind == Kind::number && right->kind == Kind::number) return number(left->value * right->value);
  if (is_number(right, 1)) return left;
  if (is_number(right, 0)) return right;
  if (is_number(left, 1)) return right;
  if (is_number(left, 0)) return left;
  return pair(Kind::product, left, right);
}

static Ref power(Ref base, Ref exponent) {
  if (is_number(exponent, 0)) return number(1);
  if (is_number(exponent, 1) || is_number(base, 1)) return base;
  if (is_number(base, 0)) return base;
  return pair(Kind::power, base, exponent);
}

static Ref log(Ref of) {
  if (is_number(of, 1)) return number(0);
  auto *const expr = static_cast<Expr *>(take_cell<Expr>());
  expr->owners = 1, expr->kind = Kind::log, expr->left = keep(*of), expr->right = nullptr;
  return expr;
}

static Ref reciprocal(Ref expr) { return power(std::move(expr), number(-1)); }

static Ref derive(Expr const &expr) {
  switch (expr.kind) {
    case Kind::number: return number(0);
    case Kind::name: return number(std::strcmp(expr.name, "x") == 0);
    case Kind::sum: return add(derive(*expr.left), derive(*expr.right));
    case Kind::product: {
      Ref const f = keep(*expr.left), g = keep(*expr.right);
      return add(times(f, derive(*g)), times(g, derive(*f)));
    }
    case Kind::power: {
      Ref const f = keep(*expr.left), g = keep(*expr.right);
      return times(power(f, g), add(times(times(g, derive(*f)), reciprocal(f)), times(log(f), derive(*g))));
    }
    default: {
      Ref const f = keep(*expr.left);
      return times(derive(*f), reciprocal(f));
    }
  }
}

static std::int64_t count(Expr const &expr) {
  if (expr.kind < Kind::sum) return 1;
  if (expr.kind == Kind::log) return count(*expr.left) + 1;
  return count(*expr.left) + count(*expr.right) + 1;
}

int main(int, char **argv) {
  Ref const x = name("x");
  auto expr = pair(Kind::power, x, x);
  for (auto left = std::atoll(argv[1]); left != 0; left--) {
    expr = derive(*expr);
    std::printf("%lld\n", static_cast<long long>(count(*expr)));
  }
}
