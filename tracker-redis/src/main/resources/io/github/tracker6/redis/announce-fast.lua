-- Records one announce of a swarm. Runs as the settings, layout.lua, totals.lua, announce-fast.lua,
-- announce-small.lua, announce-large.lua, swarm.lua and announce.lua, one after the other: the first that can do it replies.
--
-- KEYS: 1 the swarm: a string while it is small, a hash when it is large; its name ends with the info hash
--       2 what is kept of all swarms of a hash tag: downloads by info hash, and totals
-- ARGV: 1 the announce: family (1 byte, 1 is IPv6), role (1, 0 is a seeder), flags of the host as in its record (1), flags (1:
--         2 stopped, 4 completed, 8 repeated, 16 caps on addresses apply, 64 no new swarm, 128 no new host), what the node
--         believes (1: 0 small, 1 large), tick (4), tag (5), endpoint (6 or 18); then, where it is believed to be large, what
--         the index has of the endpoint (5), or the class (1) and the number (2) of the page (see swarm.lua) that a host was on
--         lately which says nothing new
--       2 to 4 in the latter case: where the record begins and ends on the page, and where it says when the endpoint was seen
--
-- Each key and argument costs as much as a simple command does, and so does each function that is made or table looked into;
-- each byte of a string that is new to Lua costs 2 ns.
--
-- Returns one string, which costs a tenth of what a list does: 16 and the status (1 byte), host (1: 1 newcomer, 2 dual-stack,
-- 4 not there), expired endpoints (4), downloaded (4), the host's place in a large swarm or 0 (3), header or whole small swarm.
-- Or the whole small swarm, or the header, alone, where nothing changed but the time.
--
-- The fast path: a host that is known announces again, and nothing changes but the time.
local sweeping = false
local ask = ARGV[1]
local six, role, hostflags, flags, belief, now = struct.unpack('>BBBBBI4', ask)
local v6 = six == 1
local tag = string.sub(ask, 10, 14)
local endpoint = string.sub(ask, 15, v6 and 32 or 20)
local seen = string.sub(ask, 8, 9)
local first = (v6 and 3 or 1) + role
local again = flags % 16 == 0
local window = (now - now % WINDOW) / WINDOW

-- The age of the oldest of some records, not less than the one given, or nil where somebody expired. A node whose clock is
-- ahead may have seen somebody in what is the future here: that is age 0.
local function eldest(records, from, to, size, most)
  for offset = 12, size, 20 do
    -- The time of a host's only family lies at the end of its record; those of two families, at 12 and 32.
    for at = from + (size == 26 and 24 or offset), to, size do
      local age = (now - struct.unpack('>H', records, at)) % 65536
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

if ARGV[2] then
  -- It may have been moved, or be gone.
  local class, page = string.byte(ask, -3), KEYS[1] .. string.sub(ask, -3)
  local record = redis.call('GETRANGE', page, ARGV[2], ARGV[3])
  local from = class > 4 and v6 and 15 or 7
  if string.sub(record, 1, 5) == tag and bit.band(string.byte(record, 6), 6) == hostflags
    and string.sub(record, from, from + #endpoint - 1) == endpoint
    and (now - struct.unpack('>H', record, #record - 1)) % 65536 < TTL
    and (class < 5 or (now - struct.unpack('>H', record, 13)) % 65536 < TTL) then
    local header = redis.pcall('HGET', KEYS[1], 'h')
    if type(header) == 'string' then
      local touch = struct.unpack('>I4', header, 2)
      if touch - touch % WINDOW == window * WINDOW then
        redis.call('SETRANGE', page, ARGV[4], seen)
        return header
      end
    end
  end
end

-- False where there is none, an error where it is a hash.
local small = belief > 0 or redis.pcall('GET', KEYS[1])
local absent = small == false
if type(small) ~= 'string' then
  small = nil
end
local touch, oldest, n1, n2, n3, n4, n5, n6, count, before
if small then
  touch, oldest, n1, n2, n3, n4, n5, n6, count = struct.unpack('>I4HBBBBBBI4', small, 2)
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
      redis.call('SETRANGE', KEYS[1], 5, struct.pack('>H', oldest))
    else
      small = nil
    end
  end
end

if small and again then
  local pos = string.find(small, tag, 18, true)
  if pos then
    -- As a host of one family, then as one of both.
    local from6, both = 18 + 14 * (n1 + n2), 18 + 14 * (n1 + n2) + 26 * (n3 + n4)
    local size, start, seeders, offset = 14, 18, n1, 6
    if pos >= both then
      size, start, seeders, offset = 34, both, n5, v6 and 14 or 6
    elseif pos >= from6 then
      size, start, seeders = 26, from6, n3
    end
    local at = pos + offset + #endpoint
    if (pos - start) % size == 0 and (pos - start < size * seeders) == (role == 0)
      and (size == 34 or v6 == (size == 26))
      and bit.band(string.byte(small, pos + 5), 6) == hostflags
      and string.sub(small, pos + offset, at - 1) == endpoint then
      if window == before then
        redis.call('SETRANGE', KEYS[1], at - 1, seen)
      else
        small = struct.pack('>BI4H', SMALL, now, oldest) .. string.sub(small, 8, at - 1) .. seen .. string.sub(small, at + 2)
        redis.call('SET', KEYS[1], small, 'PX', KEY_MILLIS)
        moveTotals(before, n1 + n2, n3 + n4, n5 + n6, window, n1 + n2, n3 + n4, n5 + n6)
      end
      return small
    end
  end
end

local function told(host, downloaded, place, state)
  return struct.pack('>BBI4I4I3', 16, host, 0, downloaded, place) .. state
end

