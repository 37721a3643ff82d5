-- Whoever comes to, changes in, or leaves a small swarm, as long as that concerns nobody else: no other endpoint of the host,
-- nobody at the same address, nobody who expired. It says again what swarm.lua can, for a third of the time.
if small and bit.band(flags, 8) == 0 then
  local touch, eldest, n1, n2, n3, n4, n5, n6 = struct.unpack('>I4HBBBBBB', small, 2)
  local total = n1 + n2 + n3 + n4 + n5 + n6
  if (now - eldest) % 65536 < 4096 and now >= touch and now - touch < 4096 then
    local ipv4, ipv6 = n1 + n2, n3 + n4
    local v6 = bit.band(flags, 1) ~= 0
    local size = v6 and 26 or 14
    local start = v6 and 14 + 14 * ipv4 or 14
    local middle = start + size * (v6 and n3 or n1)
    local stop = start + size * (v6 and ipv6 or ipv4)
    local stopped, finished, known = bit.band(flags, 2) ~= 0, 0, nil
    local pos = string.find(small, tag, 14, true)
    if pos then
      finished = string.byte(small, pos + 5)
      known = pos >= start and pos < stop and (pos - start) % size == 0
        and bit.band(finished, 4) == bit.band(hostflags, 4)
        and string.sub(small, pos + 6, pos + size - 3) == endpoint
      finished = bit.band(finished, 1)
    else
      local mostHosts = struct.unpack('>I4', ARGV[2], 5)
      known = not stopped and bit.band(flags, 128) == 0 and total < 96 and total < mostHosts
        and not string.find(small, string.sub(endpoint, 1, v6 and 8 or 4), 14, true)
    end
    if known then
      local window, before = math.floor(now / 512), math.floor(touch / 512)
      local downloaded
      local records
      local change = 0
      if stopped then
        records = string.sub(small, 14, pos - 1) .. string.sub(small, pos + size)
        change = -1
      else
        if finished == 0 and bit.band(flags, 4) ~= 0 then
          finished = 1
          downloaded = redis.call('HINCRBY', KEYS[3], ARGV[3], 1)
        end
        local record = tag .. string.char(finished + hostflags) .. endpoint .. struct.pack('>H', now % 65536)
        local into = role == 0 and middle or stop
        if not pos then
          records = string.sub(small, 14, into - 1) .. record .. string.sub(small, into)
          change = 1
        elseif pos < into then
          records = string.sub(small, 14, pos - 1) .. string.sub(small, pos + size, into - 1) .. record
            .. string.sub(small, into)
        else
          records = string.sub(small, 14, into - 1) .. record .. string.sub(small, into, pos - 1)
            .. string.sub(small, pos + size)
        end
      end
      local seeders = (stopped or role ~= 0) and 0 or 1
      local others = stopped and 0 or 1 - seeders
      if pos then
        seeders = seeders - (pos < middle and 1 or 0)
        others = others - (pos < middle and 0 or 1)
      end
      local is4, is6 = ipv4, ipv6
      if v6 then
        n3, n4, is6 = n3 + seeders, n4 + others, ipv6 + change
      else
        n1, n2, is4 = n1 + seeders, n2 + others, ipv4 + change
      end
      local state = ''
      if total + change == 0 then
        redis.call('DEL', KEYS[1])
      else
        state = struct.pack('>BI4HBBBBBB', 1, window == before and touch or now, eldest, n1, n2, n3, n4, n5, n6) .. records
        redis.call('SET', KEYS[1], state, 'PX', math.floor(1.25 * struct.unpack('>I4', ARGV[2])))
      end
      local gone = total + change == 0
      if window == before then
        if change ~= 0 then
          addTotals(window, gone and -1 or 0, is4 - ipv4, is6 - ipv6, 0)
        end
      else
        addTotals(before, -1, -ipv4, -ipv6, -n5 - n6)
        if not gone then
          addTotals(window, 1, is4, is6, n5 + n6)
        end
      end
      return struct.pack('>BBI4I4', 0, stopped and 4 or not pos and hostflags < 4 and 1 or 0, 0,
        downloaded or redis.call('HGET', KEYS[3], ARGV[3]) or 0) .. state
    end
  end
end
