-- Whoever comes to, changes in, or leaves a large swarm, under the same conditions, for a fifth of the time.
if believedLarge and bit.band(flags, 8) == 0 then
  local header = redis.pcall('HGET', KEYS[1], 'h')
  -- 1 the touch, 2c and 2c + 1 the pages and hosts of class c, 16 partial seeds, 17 downloads.
  local h = type(header) == 'string' and { struct.unpack('>I4HI4HI4HI4HI4HI4HI4HI4I4I4', header, 2) }
  if h and math.floor(h[1] / WINDOW) == window then
    local stopped = bit.band(flags, 2) ~= 0
    local hash = struct.unpack('>I4', tag, 2)
    local size = v6 and 26 or 14
    local sibling = role == 1 and first - 1 or first + 1
    -- What is to be written, by field.
    local changed = {}

    local function fieldOf(class, hashed)
      local pages, span = h[2 * class], 1
      while span < pages do
        span = span * 2
      end
      local number = hashed % span
      return struct.pack('>BH', class, number < pages and number or hashed % (span / 2))
    end

    -- The tick of the oldest on a page, or nil where the page needs to be gone through.
    local function oldestOn(records)
      local newest, tick = struct.unpack('>I4H', records)
      local age = (now - tick) % 65536
      if age >= 4096 then
        age = eldest(records, 7, #records, size, 0)
      end
      return age and now - newest < 32768 and (now - age) % 65536 or nil
    end

    local function isSparse(class, hosts)
      local pages = h[2 * class]
      return pages > 1 and hosts < (class == 7 and 20 or 8) * pages
    end

    -- Splits the page whose turn it is, where the pages of a class are full.
    local function split(class)
      local pages = h[2 * class]
      if h[2 * class + 1] <= (class == 7 and 64 or 24) * pages or pages >= 65535 then
        return
      end
      local span = 1
      while span * 2 <= pages do
        span = span * 2
      end
      local from = pages - span
      local field = struct.pack('>BH', class, from)
      local records = changed[field] or redis.call('HGET', KEYS[1], field)
      if records then
        local length = class == 7 and 10 or size
        local stay, go = { string.sub(records, 1, 6) }, { string.sub(records, 1, 6) }
        for at = 7, #records, length do
          local hashed = class == 7 and struct.unpack('>I3', records, at) or struct.unpack('>I4', records, at + 1)
          local side = hashed % (span * 2) == from and stay or go
          side[#side + 1] = string.sub(records, at, at + length - 1)
        end
        changed[field] = table.concat(stay)
        changed[struct.pack('>BH', class, pages)] = table.concat(go)
      end
      h[2 * class] = pages + 1
    end

    -- The entry of the endpoint in the index, without the tag.
    local prefix = string.sub(ask, 12 + #endpoint, 14 + #endpoint)
    local folded = 0
    if v6 then
      local a, b, c, d = struct.unpack('>HHHH', endpoint, 9)
      folded = bit.bxor(bit.bxor(a, b), bit.bxor(c, d))
    end
    local entry = prefix .. struct.pack('>H', folded) .. string.sub(endpoint, v6 and 17 or 5) .. string.sub(tag, 3, 5)
    local indexField = fieldOf(7, struct.unpack('>I3', prefix))

    local field, index = fieldOf(first, hash), nil
    local own = redis.call('HGET', KEYS[1], field)
    local class, from, at = first, own, own and findRecord(own, 7, #own, size)
    local unknown = false
    if not at then
      -- Somewhere else, or nowhere.
      local fields = { indexField, fieldOf(sibling, hash) }
      for other = 1, 6 do
        if other ~= first and other ~= sibling and h[2 * other + 1] > 0 then
          fields[#fields + 1] = fieldOf(other, hash)
        end
      end
      local pages = redis.call('HMGET', KEYS[1], unpack(fields))
      index = pages[1]
      class, from = sibling, pages[2]
      at = from and findRecord(from, 7, #from, size)
      unknown = not at
      for i = 3, #fields do
        unknown = unknown and not (pages[i] and string.find(pages[i], tag, 7, true))
      end
    end

    local total = h[3] + h[5] + h[7] + h[9] + h[11] + h[13]
    local finished, remains, simple = 0, nil, false
    if at then
      finished = string.byte(from, at + 5)
      simple = bit.band(finished, 4) == bit.band(hostflags, 4) and string.sub(from, at + 6, at + size - 3) == endpoint
      remains = simple and oldestOn(from)
      simple = remains and not isSparse(class, h[2 * class + 1] - 1)
        and (not stopped or total > 48 and not isSparse(7, h[15] - 1))
    elseif unknown then
      simple = not stopped and bit.band(flags, 128) == 0 and total < PEERS_CAP
        and not (index and string.find(index, prefix, 7, true))
    end
    -- Where it is put.
    local grows = own and oldestOn(own) or not own and now % 65536
    if simple and grows then
      if at and (stopped or class ~= first) then
        local source = class == first and field or fieldOf(class, hash)
        changed[source] = struct.pack('>I4H', now, remains) .. string.sub(from, 7, at - 1) .. string.sub(from, at + size)
        h[2 * class + 1] = h[2 * class + 1] - 1
      end
      if at then
        h[16] = h[16] - bit.band(bit.rshift(finished, 1), 1)
        finished = bit.band(finished, 1)
      end
      if stopped then
        index = index or redis.call('HGET', KEYS[1], indexField)
        local place = index and string.find(index, entry, 7, true)
        while place and (place - 7) % 10 ~= 0 do
          place = string.find(index, entry, place + 1, true)
        end
        if place then
          changed[indexField] = string.sub(index, 1, place - 1) .. string.sub(index, place + 10)
          h[15] = h[15] - 1
        end
      else
        if finished == 0 and bit.band(flags, 4) ~= 0 then
          finished = 1
          h[17] = redis.call('HINCRBY', KEYS[2], string.sub(KEYS[1], -20), 1)
        end
        local record = tag .. string.char(finished + hostflags) .. endpoint .. seen
        h[16] = h[16] + bit.band(bit.rshift(hostflags, 1), 1)
        if at and class == first then
          changed[field] = struct.pack('>I4H', now, grows) .. string.sub(own, 7, at - 1) .. record
            .. string.sub(own, at + size)
        else
          changed[field] = struct.pack('>I4H', now, grows) .. (own and string.sub(own, 7) or '') .. record
          h[2 * first + 1] = h[2 * first + 1] + 1
          split(first)
        end
        if not at then
          changed[indexField] = (index or struct.pack('>I4H', now, now % 65536)) .. entry
          h[15] = h[15] + 1
          split(7)
        end
      end
      header = struct.pack('>BI4HI4HI4HI4HI4HI4HI4HI4I4I4', 2, unpack(h))
      local values = { 'h', header }
      for name, records in pairs(changed) do
        values[#values + 1] = name
        values[#values + 1] = records
      end
      redis.call('HSET', KEYS[1], unpack(values))
      local change = stopped and -1 or at and 0 or 1
      if change ~= 0 then
        addTotals(window, 0, v6 and 0 or change, v6 and change or 0, 0)
      end
      return told(stopped and 4 or not at and hostflags < 4 and 1 or 0, h[17], header)
    end
  end
end
