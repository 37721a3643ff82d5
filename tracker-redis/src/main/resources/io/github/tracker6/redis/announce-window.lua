-- What is not done by announce-again.lua, which says what is what. The end of this function is that of announce.lua.
--
-- First: a host of a small swarm announces again, and somebody may have expired, or the swarm was not touched in this window.
local function change(
  swarm, shared, ask, role, hostflags, flags, belief, now, v6, tag, endpoint, seen, window, small, absent, timeAt)
local first = (v6 and 3 or 1) + role
-- What swarm.lua asks.
local sweeping = false

-- The age of the oldest of some records, not less than the one given, or nil where somebody expired. A node whose clock is
-- ahead may have seen somebody in what is the future here: that is age 0.
local function eldest(records, from, to, size, most)
  for offset = 12, size, 20 do
    -- The time of a host's only family lies at the end of its record; those of two families, at 12 and 32.
    for at = from + (size == 26 and 24 or offset), to, size do
      local age = (now - read('>H', records, at)) % 65536
      if age < 12 * TTL then
        if age >= TTL then
          return nil
        end
        most = math.max(most, age)
      end
    end
  end
  return most
end

local touch, oldest, n1, n2, n3, n4, n5, n6, count, before
if small then
  touch, oldest, n1, n2, n3, n4, n5, n6, count = read('>I4HBBBBBBI4', small, 2)
  before = (touch - touch % WINDOW) / WINDOW
  if window ~= before and (now < touch or now - touch >= TTL + WINDOW) then
    small = nil
  elseif (now - oldest) % 65536 >= TTL then
    -- The oldest was seen again, or it expired.
    local from6, both = 18 + 14 * (n1 + n2), 18 + 14 * (n1 + n2) + 26 * (n3 + n4)
    local age = eldest(small, 18, from6 - 1, 14, 0)
    age = age and eldest(small, from6, both - 1, 26, age)
    age = age and eldest(small, both, #small, 34, age)
    if age then
      oldest = (now - age) % 65536
      call('SETRANGE', swarm, '5', struct.pack('>H', oldest))
    else
      small = nil
    end
  end
end

if small and timeAt then
  if window == before then
    call('SETRANGE', swarm, string.format('%d', timeAt - 1), seen)
  else
    small = struct.pack('>BI4H', SMALL, now, oldest) .. sub(small, 8, timeAt - 1) .. seen .. sub(small, timeAt + 2)
    call('SET', swarm, small, 'PX', KEY_MILLIS)
    moveTotals(shared, before, n1 + n2, n3 + n4, n5 + n6, window, n1 + n2, n3 + n4, n5 + n6)
  end
  return small
end

local function told(host, endpointsGone, downloaded, place, state)
  return struct.pack('>BBI4I4I3', 16, host, endpointsGone, downloaded, place) .. state
end

local function refused(status)
  return struct.pack('>BBI4I4I3', status, 0, 0, 0, 0)
end

