-- Whoever comes to, changes in, or leaves a large swarm, under the same conditions, for a fifth of the time.
local header = belief > 0 and bit.band(flags, 8) == 0 and redis.pcall('HGET', KEYS[1], 'h')
-- 1 the touch, 2c and 2c + 1 the pages and hosts of class c, 16 partial seeds, 17 downloads.
local h = type(header) == 'string' and { struct.unpack('>I4HI4HI4HI4HI4HI4HI4HI4I4I4', header, 2) }
local since = h and window - (h[1] - h[1] % WINDOW) / WINDOW
if h and since >= 0 and since < 4 then
  local stopped = bit.band(flags, 2) ~= 0
  local hash = struct.unpack('>I4', tag, 2)
  local size = v6 and 26 or 14
  local sibling = role == 1 and first - 1 or first + 1
  -- What is to be written: fields and pages.
  local values = { 'h', false }

  local function fieldOf(class, hashed)
    local pages, span = h[2 * class], 1
    while span < pages do
      span = span * 2
    end
    local number = hashed % span
    return struct.pack('>BH', class, number < pages and number or hashed % (span / 2))
  end

  -- A page without the record at a place, or with another one there or behind all others; nil where it needs to be gone through.
  local function edited(records, at, record)
    local newest, tick = struct.unpack('>I4H', records)
    local age = (now - tick) % 65536
    if age >= 4096 then
      age = eldest(records, 7, #records, size, 0)
      tick = age and (now - age) % 65536
    end
    if not age or now - newest >= 32768 then
      return nil
    end
    return struct.pack('>I4H', now, tick) .. string.sub(records, 7, at - 1) .. record .. string.sub(records, at + size)
  end

  local function isSparse(class)
    local pages = h[2 * class]
    return pages > 1 and h[2 * class + 1] < (class == 7 and 30 or 8) * pages
  end

  -- Splits the page whose turn it is, where the pages of a class are full.
  local function split(class)
    local pages = h[2 * class]
    if h[2 * class + 1] <= (class == 7 and 96 or 24) * pages or pages >= 65535 then
      return
    end
    local span = 1
    while span * 2 <= pages do
      span = span * 2
    end
    local from = pages - span
    local field = struct.pack('>BH', class, from)
    local records, place
    for i = 3, #values, 2 do
      if values[i] == field then
        records, place = values[i + 1], i
      end
    end
    records = records or redis.call('HGET', KEYS[1], field)
    if records then
      local length = class == 7 and 7 or size
      local stay, go = { string.sub(records, 1, 6) }, { string.sub(records, 1, 6) }
      for at = 7, #records, length do
        local hashed = class == 7 and struct.unpack('>I3', records, at) or struct.unpack('>I4', records, at + 1)
        local side = hashed % (span * 2) == from and stay or go
        side[#side + 1] = string.sub(records, at, at + length - 1)
      end
      place = place or #values + 1
      values[place], values[place + 1] = field, table.concat(stay)
      values[#values + 1] = struct.pack('>BH', class, pages)
      values[#values + 1] = table.concat(go)
    end
    h[2 * class] = pages + 1
  end

  local function findRecord(records)
    local pos = string.find(records, tag, 7, true)
    while pos and (pos - 7) % size ~= 0 do
      pos = string.find(records, tag, pos + 1, true)
    end
    return pos
  end

  -- The entry of the endpoint in the index.
  local prefix = string.sub(ask, 15 + #endpoint, 17 + #endpoint)
  local entry = string.sub(ask, 15 + #endpoint, 19 + #endpoint) .. string.sub(tag, 4, 5)

  local total = h[3] + h[5] + h[7] + h[9] + h[11] + h[13]
  local field, fromField = fieldOf(first, hash), fieldOf(sibling, hash)
  local found = redis.call('HMGET', KEYS[1], field, fromField)
  local own, from = found[1], found[1]
  local class = first
  local at = own and findRecord(own)
  if not at then
    class, from = sibling, found[2]
    at = from and findRecord(from)
  end
  local possible, finished, index, indexField = false, 0, nil, nil
  if at then
    finished = string.byte(from, at + 5)
    possible = bit.band(finished, 4) == bit.band(hostflags, 4) and string.sub(from, at + 6, at + size - 3) == endpoint
      and (not stopped or total > 48)
  elseif not stopped and flags < 128 and total < PEERS_CAP then
    -- Somewhere else, or nowhere.
    indexField = fieldOf(7, struct.unpack('>I3', prefix))
    local fields = { indexField }
    for other = 1, 6 do
      if other ~= first and other ~= sibling and h[2 * other + 1] > 0 then
        fields[#fields + 1] = fieldOf(other, hash)
      end
    end
    local pages = redis.call('HMGET', KEYS[1], unpack(fields))
    index = pages[1]
    possible = not (index and string.find(index, prefix, 7, true))
    for i = 2, #fields do
      possible = possible and not (pages[i] and string.find(pages[i], tag, 7, true))
    end
  end
  -- Where it leaves, and where it goes.
  local remains, grown
  if possible and at and (stopped or class ~= first) then
    remains = edited(from, at, '')
    h[2 * class + 1] = h[2 * class + 1] - 1
    possible = remains and not isSparse(class)
    values[3], values[4] = class == first and field or fromField, remains
  end
  local change = stopped and -1 or at and 0 or 1
  if possible and stopped then
    indexField = fieldOf(7, struct.unpack('>I3', prefix))
    index = redis.call('HGET', KEYS[1], indexField)
    local place = index and string.find(index, entry, 7, true)
    while place and (place - 7) % 7 ~= 0 do
      place = string.find(index, entry, place + 1, true)
    end
    if place then
      h[15] = h[15] - 1
      possible = not isSparse(7)
      values[5], values[6] = indexField, string.sub(index, 1, place - 1) .. string.sub(index, place + 7)
    end
  elseif possible then
    local before = bit.band(finished, 1)
    local now1 = before == 0 and bit.band(flags, 4) ~= 0 and 1 or before
    local record = tag .. string.char(now1 + hostflags) .. endpoint .. seen
    if at and class == first then
      grown = edited(own, at, record)
    elseif own then
      grown = edited(own, #own + 1, record)
    else
      grown = struct.pack('>I4H', now, now % 65536) .. record
    end
    possible = grown
    if grown then
      values[#values + 1], values[#values + 2] = field, grown
      if now1 > before then
        h[17] = redis.call('HINCRBY', KEYS[2], string.sub(KEYS[1], -20), 1)
      end
    end
  end
  if possible then
    if at then
      h[16] = h[16] - bit.band(bit.rshift(finished, 1), 1)
    end
    if not stopped then
      h[16] = h[16] + bit.band(bit.rshift(hostflags, 1), 1)
      if not at or class ~= first then
        h[2 * first + 1] = h[2 * first + 1] + 1
        split(first)
      end
      if not at then
        values[#values + 1] = indexField
        values[#values + 1] = (index or struct.pack('>I4H', now, now % 65536)) .. entry
        h[15] = h[15] + 1
        split(7)
      end
    end
    local ipv4, ipv6 = h[3] + h[5], h[7] + h[9]
    local was4, was6 = ipv4 - (v6 and 0 or change), ipv6 - (v6 and change or 0)
    local both = h[11] + h[13]
    if since > 0 then
      moveTotals(window - since, was4, was6, both, window, ipv4, ipv6, both)
      h[1] = now
    elseif change ~= 0 then
      addTotals(window, 0, ipv4 - was4, ipv6 - was6, 0)
    end
    header = struct.pack('>BI4HI4HI4HI4HI4HI4HI4HI4I4I4', 2, unpack(h))
    values[2] = header
    redis.call('HSET', KEYS[1], unpack(values))
    if since > 0 then
      redis.call('PEXPIRE', KEYS[1], KEY_MILLIS)
    end
    return told(stopped and 4 or not at and hostflags < 4 and 1 or 0, h[17], header)
  end
end
