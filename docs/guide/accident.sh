# The accident of the demo once more, up to the teardown: what others did before the estimator's part begins.
# Read in after desk.sh:  . docs/guide/accident.sh   It needs the demo's people, customer and car.
coordinator=$(login lin.coordinator)   advisor=$(login zhao.advisor)   supervisor=$(login sun.supervisor)
estimator=$(login zhou.estimator)      clerk=$(login wu.partsclerk)    parts=$(login zheng.parts)
manager=$(login wang.manager)
advisor_name=$(ask $advisor me | sed 's/.*"name":"\([^"]*\)".*/\1/')

claim=$(tell $coordinator POST claims '{"vehicle_id": 1, "customer_id": 1, "accident_at": "2026-11-20T08:40:00+08:00",
  "place": "Chaoyang Road", "story": "The other car changed lanes and hit the left front.", "driver": "Li Minghua",
  "legs": [{"cover": "own_damage", "insurer_id": 1, "policy_number": "OD-42", "report_number": "R-1"}]}' | first_id)
own=$(ask $coordinator claims/$claim | grep -o '"id":[0-9]*,"position":[0-9]*,"cover":"own_damage"' | first_id)

{
    tell $advisor PUT claims/$claim/reception '{"odometer_km": 86420, "fuel_percent": 45, "key_number": "K-018", "points": [
      {"area": "outside", "finding": "front left dented"}, {"area": "inside", "finding": "clean"},
      {"area": "engine_bay", "finding": "dry"}, {"area": "sides", "finding": "old scratch"},
      {"area": "underbody", "finding": "nothing found"}]}'
    tell $advisor POST claims/$claim/inventory '{"text": "umbrella"}'
    sign $advisor inventory owner "Li Minghua"
    step $advisor claims/$claim receive
    survey=$(tell $coordinator POST surveys "{\"leg_id\": $own}" | first_id)
    give $coordinator claims/$claim/photographs fixtures/photographs/front-left.jpg stage=survey about=survey:$survey
    step $coordinator surveys/$survey record "{\"surveyor\": \"Qian Zhiyuan\", \"surveyed_at\": \"$(date -u +%FT%TZ)\",
      \"place\": \"our reception\", \"findings\": \"front left damaged, teardown advised\"}"
    step $coordinator claims/$claim end-appraisal
    sign $advisor teardown owner "Li Minghua"
} >out/accident.log
step $supervisor claims/$claim start-teardown | why
echo "claim $claim"
