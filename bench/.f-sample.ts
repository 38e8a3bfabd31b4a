import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { fileJournal } from '@waxseal/journal/node'
import { appendAll, withDirectory } from './journal/events.js'
const probe=(d:string)=>{const f=openSync(join(d,'probe'),'w');const b=Buffer.alloc(300,'x');const t=performance.now();let n=0;const w:number[]=[];while(performance.now()-t<400){const s=performance.now();writeSync(f,b);fdatasyncSync(f);n++;w.push(performance.now()-s)}closeSync(f);w.sort((a,b)=>a-b);return {rate:Math.round(n/0.4),p99:+(w[Math.floor(n*.99)]??0).toFixed(2)}}
await withDirectory(async(d)=>{ const j=await fileJournal(join(d,'j')); await appendAll(j,30_000,64,1000); let k=0
 const end=Date.now()+500_000
 while(Date.now()<end && k<12){ const a=probe(d); if(a.rate<2500){await new Promise(r=>setTimeout(r,1500));continue}
  const t=performance.now(); const w=await appendAll(j,60_000,64,1000); const s=(performance.now()-t)/1000; const b=probe(d); k++
  console.log(JSON.stringify({before:a,after:b,perSecond:Math.round(60_000/s),p50:+(w[30_000]??0).toFixed(2),p99:+(w[59_400]??0).toFixed(2),max:+(w[59_999]??0).toFixed(1)})) }
 await j.close() })
