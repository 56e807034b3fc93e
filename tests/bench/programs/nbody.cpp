#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <utility>
#include <vector>

struct Body {
  double x, y, z, vx, vy, vz, mass;
};

static double const time_step = 0.001;

static void attract(Body &body, Body const &other) {
  double const dx = body.x - other.x, dy = body.y - other.y, dz = body.z - other.z;
  double const square = dx * dx + dy * dy + dz * dz;
  if (square == 0.0) return;
  double const factor = other.mass * time_step / (square * std::sqrt(square));
  body.vx -= dx * factor;
  body.vy -= dy * factor;
  body.vz -= dz * factor;
}

static void move(Body &body) {
  body.x += body.vx * time_step;
  body.y += body.vy * time_step;
  body.z += body.vz * time_step;
}

int main(int, char **argv) {
  std::vector<Body> bodies{{0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 39.47},
                           {4.84, -1.16, -0.10, 0.606, 2.81, -0.02, 0.037},
                           {8.34, 4.12, -0.4, -1.01, 1.82, 0.008, 0.011},
                           {12.89, -15.11, -0.22, 1.08, 0.868, -0.01, 0.0017},
                           {15.37, -25.9, 0.179, 0.979, 0.594, -0.034, 0.002}};
  std::vector<Body> next;
  for (auto left = std::atoll(argv[1]); left != 0; left--) {
    next.clear();
    for (auto body : bodies) {
      for (auto const &other : bodies) attract(body, other);
      move(body);
      next.push_back(body);
    }
    std::swap(bodies, next);
  }
  double energy = 0, x = 0;
  for (auto const &body : bodies) {
    energy += (body.vx * body.vx + body.vy * body.vy + body.vz * body.vz) * body.mass * 0.5;
    x += body.x;
  }
  std::printf("%.17g\n%.17g\n", energy, x);
}
